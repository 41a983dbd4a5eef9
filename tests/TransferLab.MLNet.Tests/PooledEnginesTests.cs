using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using TransferLab.Testing;

namespace TransferLab.MLNet.Tests;

/// <summary>What PredictionEnginePool does with a model file: engines in a pool, threads that take them, and a file that is replaced meanwhile.</summary>
public class PooledEnginesTests(TrainedPackages packages)
{
    [Fact]
    public async Task Engines_of_a_pool_answer_many_threads_while_the_model_file_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(packages.Pictures);
        // The second model's labels are in capitals, so that its answers are told from the first one's.
        Save(folder["model.zip"], upper: false);
        var expected = Predict(Pool(folder["model.zip"]), pictures);
        var shared = Pool(folder["model.zip"]);
        string[][] answers = new string[24][];
        using var replaced = new ManualResetEventSlim();
        var replacing = Task.Run(() =>
        {
            Save(folder["next.zip"], upper: true);
            File.Move(folder["next.zip"], folder["model.zip"], overwrite: true);
            Volatile.Write(ref shared, Pool(folder["model.zip"]));
            replaced.Set();
        }, TestContext.Current.CancellationToken);
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            if (i >= answers.Length / 2)
                replaced.Wait(TestContext.Current.CancellationToken);
            answers[i] = Predict(Volatile.Read(ref shared), pictures);
        });
        await replacing;
        string[] renamed = [.. expected.Select(e => e.ToUpperInvariant())];
        // A thread that took its pool before the file was replaced keeps the old model to the end, others have the new one; never a mixture.
        Assert.All(answers, a => Assert.True(a.SequenceEqual(expected) || a.SequenceEqual(renamed)));
        Assert.All(answers[^6..], a => Assert.Equal(renamed, a));
    }

    private static string[] Predict(ObjectPool<PredictionEngine<Picture, Answer>> pool, Picture[] pictures) => [.. pictures.Select(p =>
    {
        var engine = pool.Get();
        try
        {
            return engine.Predict(p).PredictedLabel;
        }
        finally
        {
            pool.Return(engine);
        }
    })];

    private static DefaultObjectPool<PredictionEngine<Picture, Answer>> Pool(string file)
    {
        var context = new MLContext();
        using var stream = File.OpenRead(file);
        return new(new Engines(context, context.Model.Load(stream, out _)));
    }

    private void Save(string file, bool upper)
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        IEstimator<ITransformer> pipeline = context.Transforms.ClassifyImages(packages.Package)
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        if (upper)
            pipeline = pipeline.Append(context.Transforms.Text.NormalizeText("PredictedLabel",
                caseMode: Microsoft.ML.Transforms.Text.TextNormalizingEstimator.CaseMode.Upper));
        context.Model.Save(pipeline.Fit(view), view.Schema, file);
    }

    private sealed class Engines(MLContext context, ITransformer model) : PooledObjectPolicy<PredictionEngine<Picture, Answer>>
    {
        public override PredictionEngine<Picture, Answer> Create() => context.Model.CreatePredictionEngine<Picture, Answer>(model);

        public override bool Return(PredictionEngine<Picture, Answer> obj) => true;
    }

    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";
    }
}
