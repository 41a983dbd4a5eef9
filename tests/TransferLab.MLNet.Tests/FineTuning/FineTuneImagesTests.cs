using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Classifiers.Packaging;
using TransferLab.Errors;
using TransferLab.MLNet.Networks;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.MLNet.Tests.FineTuning;

public class FineTuneImagesTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("Image")]
    public void Training_on_a_data_view_gives_the_classifier_that_training_on_the_folder_gives(string column)
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var scored = _ml.FineTuneImages(Options() with { ImageColumn = column, Output = folder["run"] }).Fit(view).Transform(view);
        using var classifier = ImageClassifier.Load(folder["run"], new ImageClassifierOptions { Threads = 1 });
        Assert.Equal(pictures.Select(p => classifier.Score(p.Image).Probabilities), scored.GetColumn<float[]>("Score"));
        // The split goes by names, which differ, so the weights do too; the result must be of use either way.
        Assert.True(_ml.MulticlassClassification.Evaluate(_ml.Transforms.MapImageLabels(folder["run"]).Fit(scored).Transform(scored)).MicroAccuracy > 0.5);
    }

    [Fact]
    public void Scores_follow_the_order_of_the_keys()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures).Reverse());
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
        var transformer = _ml.FineTuneImages(Options()).Fit(keyed);
        Assert.Equal(TinyImages.Labels.Reverse(), transformer.Labels);
        ClassifyImagesTests.Check(transformer.Transform(keyed).Schema, [.. TinyImages.Labels.Reverse()]);
        Assert.True(_ml.MulticlassClassification.Evaluate(transformer.Transform(keyed)).MicroAccuracy > 0.5);
    }

    [Fact]
    public void Cross_validation_trains_every_fold()
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(TinyImages.WriteFolders(folder["pictures"], 30)));
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
        var folds = _ml.MulticlassClassification.CrossValidate(keyed, _ml.FineTuneImages(Options()), numberOfFolds: 3);
        Assert.Equal(3, folds.Count);
        Assert.True(folds.Average(f => f.Metrics.MicroAccuracy) > 0.6);
    }

    [Fact]
    public void A_trained_model_comes_back_equal_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var model = _ml.FineTuneImages(Options()).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        _ml.Model.Save(model, view.Schema, folder["model.zip"]);
        NetworkRegistry.Forget();
        var after = new MLContext().Model.Load(folder["model.zip"], out _).Transform(view);
        Assert.Equal(model.Transform(view).GetColumn<float[]>("Score"), after.GetColumn<float[]>("Score"));
        Assert.Equal(model.Transform(view).GetColumn<string>("PredictedLabel"), after.GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void A_validation_set_is_what_is_validated_on()
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(packages.Pictures);
        IDataView train = _ml.Data.LoadFromEnumerable(pictures.Where((_, i) => i % 4 > 0)),
        held = _ml.Data.LoadFromEnumerable(pictures.Where((_, i) => i % 4 == 0));
        _ml.FineTuneImages(Options() with { ValidationSet = held, Output = folder["run"] }).Fit(train);
        var training = ClassifierPackage.Open(folder["run"]).Config.Training;
        Assert.Equal((27, 9), (training.TrainImages, training.ValidationImages));
    }

    [Fact]
    public void A_vector_of_labels_is_multi_label()
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Marked());
        var transformer = _ml.FineTuneImages(Options() with { LabelColumn = "Labels", Output = folder["run"] }).Fit(view);
        Assert.True(ClassifierPackage.Open(folder["run"]).IsMultiLabel);
        using var classifier = ImageClassifier.Load(folder["run"], new ImageClassifierOptions { Threads = 1 });
        Assert.Equal(Marked().Select(m => classifier.Score(File.ReadAllBytes(m.ImagePath)).Probabilities),
            transformer.Transform(view).GetColumn<float[]>("Score"));
        Assert.Contains("one label",
            Assert.Throws<SettingException>(() => _ml.FineTuneImages(Options() with { LabelColumn = "Labels", ValidationSet = view }).Fit(view)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_goes_to_the_log()
    {
        var lines = new ConcurrentQueue<string>();
        _ml.Log += (_, e) => lines.Enqueue(e.Message);
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        _ml.FineTuneImages(Options()).Fit(view);
        Assert.Contains(lines, l => l.Contains("Epoch 2:", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("3 labels", StringComparison.Ordinal));
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        _ml.Log += (_, e) =>
        {
            if (e.Message.Contains("Epoch 1:", StringComparison.Ordinal))
                cancel.Cancel();
        };
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var options = Options() with { Cancellation = cancel.Token, Configure = o => Configure(o) with { Epochs = 10_000, Patience = 0 } };
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.FineTuneImages(options).Fit(view));
    }

    [Fact]
    public void Columns_and_labels_that_cannot_be_used_are_errors()
    {
        var view = _ml.Data.LoadFromEnumerable([new { ImagePath = Picture.Below(packages.Pictures)[0].ImagePath, Label = "a|b", Number = 1f }]);
        Message<SettingException>(Options(), "'a|b'");
        Message<SettingException>(Options() with { ValidationSet = _ml.Data.LoadFromEnumerable([new { ImagePath = "", Label = "c" }]) }, "'a|b'",
            skip: !OperatingSystem.IsWindows());
        Message<ArgumentException>(Options() with { LabelColumn = "Number" }, "labels are text or keys");
        Message<ArgumentException>(Options() with { LabelColumn = "Nothing" }, "no column 'Nothing'");
        Message<ArgumentException>(Options() with { ImageColumn = "Number" }, "paths (text)");
        Assert.Contains("Output", Assert.Throws<SettingException>(() => _ml.FineTuneImages(Options() with { Embed = false })).Message,
            StringComparison.Ordinal);

        void Message<T>(FineTuneImagesOptions options, string part, bool skip = false) where T : Exception
        {
            if (!skip)
                Assert.Contains(part, Assert.Throws<T>(() => _ml.FineTuneImages(options).Fit(view)).Message, StringComparison.Ordinal);
        }
    }

    private FineTuneImagesOptions Options() => new() { Backbone = packages.Backbone, Configure = Configure };

    private static FineTuneOptions Configure(FineTuneOptions options) =>
        options with
        {
            BackboneOptions = TinyBackbone.Options,
            Freeze = FreezePolicy.Parse("full"),
            Epochs = 12,
            BatchSize = 8,
            LearningRate = 3e-3,
            Threads = 1
        };

    private Marked[] Marked() => [.. File.ReadLines(Path.Combine(packages.MultiLabelPictures, "labels.csv")).Skip(1).Select(l => l.Split(','))
        .Select(l =>
            new Marked { ImagePath = Path.Combine(packages.MultiLabelPictures, l[0]), Labels = l[1].Split('|', StringSplitOptions.RemoveEmptyEntries) })];
}
