using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Classifiers.Evaluation;
using TransferLab.Classifiers.Packaging;
using TransferLab.Errors;
using TransferLab.Testing;

namespace TransferLab.MLNet.Tests;

public class ClassifyImagesTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("Image")]
    public void Scores_and_labels_are_those_of_the_package(string column)
    {
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var scored = _ml.Transforms.ClassifyImages(packages.Package, column).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view)
            .Transform(view);
        using var classifier = ImageClassifier.Load(packages.Package, new ImageClassifierOptions { Threads = 1 });
        ImageScore[] expected = [.. pictures.Select(p => classifier.Score(p.Image))];
        Assert.Equal(expected.Select(s => s.Probabilities), scored.GetColumn<float[]>("Score"));
        Assert.Equal(expected.Select(s => classifier.Decide(s)[0]), scored.GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void Slots_and_keys_are_named_after_the_labels()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        Check(_ml.Transforms.ClassifyImages(packages.Package).Fit(view).Transform(view).Schema, ClassifierPackage.Open(packages.Package).Config.LabelNames);
    }

    [Fact]
    public void Evaluate_agrees_with_the_library()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures).Reverse());
        var scored = _ml.Transforms.MapImageLabels(packages.Package).Append(_ml.Transforms.ClassifyImages(packages.Package)).Fit(view).Transform(view);
        var metrics = _ml.MulticlassClassification.Evaluate(scored);
        var expected = PackageEvaluator.Evaluate(packages.Package, packages.Pictures, cancellation: TestContext.Current.CancellationToken).SingleLabel!;
        Assert.Equal(expected.Accuracy, metrics.MicroAccuracy, 6);
        Assert.Equal(expected.Loss, metrics.LogLoss, 4);
    }

    [Fact]
    public void Cross_validation_scores_every_fold()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var keyed = _ml.Transforms.MapImageLabels(packages.Package).Fit(view).Transform(view);
        var folds = _ml.MulticlassClassification.CrossValidate(keyed, _ml.Transforms.ClassifyImages(packages.Package), numberOfFolds: 3);
        Assert.Equal(3, folds.Count);
        var whole = _ml.MulticlassClassification.Evaluate(_ml.Transforms.ClassifyImages(packages.Package).Fit(keyed).Transform(keyed));
        var right = folds.Sum(f => f.Metrics.MicroAccuracy * f.ScoredHoldOutSet.GetColumn<float[]>("Score").Count());
        Assert.Equal(whole.MicroAccuracy * 36, right, 6);
    }

    [Fact]
    public void A_prediction_engine_answers_row_by_row()
    {
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var model = _ml.Transforms.ClassifyImages(packages.Package).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Answer>(model);
        using var classifier = ImageClassifier.Load(packages.Package, new ImageClassifierOptions { Threads = 1 });
        Assert.All(pictures, p =>
        {
            var answer = engine.Predict(p);
            var score = classifier.Score(p.Image);
            Assert.Equal(score.Probabilities, answer.Score);
            Assert.Equal(classifier.Decide(score)[0], answer.PredictedLabel);
        });
    }

    [Fact]
    public void Many_prediction_engines_work_at_once()
    {
        // What a PredictionEnginePool does.
        var pictures = Picture.Below(packages.Pictures);
        var model = _ml.Transforms.ClassifyImages(packages.Package, "Image").Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(_ml.Data.LoadFromEnumerable(pictures));
        using var one = _ml.Model.CreatePredictionEngine<Picture, Answer>(model);
        float[][] expected = [.. pictures.Select(p => one.Predict(p).Score)];
        Parallel.For(0, 8, _ =>
        {
            using var engine = _ml.Model.CreatePredictionEngine<Picture, Answer>(model);
            Assert.Equal(expected, pictures.Select(p => engine.Predict(p).Score));
        });
    }

    [Fact]
    public void A_multi_label_package_gives_a_score_for_each_label_and_a_vector_of_labels()
    {
        var files = Directory.GetFiles(packages.MultiLabelPictures, "*.png").Order(StringComparer.Ordinal).ToArray();
        var view = _ml.Data.LoadFromEnumerable(files.Select(f => new Picture { ImagePath = f }));
        var scored = _ml.Transforms.ClassifyImages(packages.MultiLabelPackage).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view)
            .Transform(view);
        using var classifier = ImageClassifier.Load(packages.MultiLabelPackage, new ImageClassifierOptions { Threads = 1 });
        ImageScore[] expected = [.. files.Select(f => classifier.Score(File.ReadAllBytes(f)))];
        Assert.Equal(expected.Select(s => s.Probabilities), scored.GetColumn<float[]>("Score"));
        Assert.Equal(expected.Select(s => classifier.Decide(s)), scored.GetColumn<string[]>("PredictedLabel"));
        Assert.Contains(expected, s => classifier.Decide(s).Count != 1);
    }

    [Fact]
    public void Other_columns_stay_and_none_is_added()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var transformer = _ml.Transforms.ClassifyImages(packages.Package, scoreColumn: "S", predictedLabelColumn: "P").Fit(view);
        Assert.Equal(["ImagePath", "Image", "Label", "S", "P"], transformer.Transform(view).Schema.Select(c => c.Name));
    }

    [Fact]
    public void A_column_that_is_called_like_a_label_is_an_error()
    {
        var label = ClassifierPackage.Open(packages.Package).Config.LabelNames[0];
        var view = _ml.Transforms.CopyColumns(label, "Label").Fit(_ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures)))
            .Transform(_ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures)));
        Assert.Contains($"'{label}'", Assert.Throws<SettingException>(() => _ml.Transforms.ClassifyImages(packages.Package).Fit(view)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_package_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no classifier package", Assert.Throws<PackageException>(() => _ml.Transforms.ClassifyImages(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    internal static void Check(DataViewSchema schema, IReadOnlyList<string> labels)
    {
        VBuffer<ReadOnlyMemory<char>> slots = default, keys = default;
        schema["Score"].GetSlotNames(ref slots);
        schema["PredictedLabel"].GetKeyValues(ref keys);
        Assert.Equal(labels, slots.DenseValues().Select(s => s.ToString()));
        Assert.Equal(labels, keys.DenseValues().Select(s => s.ToString()));
        Assert.Equal(labels.Count, ((VectorDataViewType)schema["Score"].Type).Size);
    }

    internal sealed class Answer
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
