using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Classifiers.Packaging;
using TransferLab.MLNet.Networks;
using TransferLab.Testing;

namespace TransferLab.MLNet.Tests;

public class SavedClassifierTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("ImagePath", true)]
    [InlineData("Image", true)]
    [InlineData("ImagePath", false)]
    public void A_saved_model_comes_back_equal(string column, bool embed)
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var model = _ml.Transforms.MapImageLabels(packages.Package).Append(_ml.Transforms.ClassifyImages(packages.Package, column, embed: embed)).Fit(view);
        _ml.Model.Save(model, view.Schema, folder["model.zip"]);
        var before = model.Transform(view);
        float[][] scores = [.. before.GetColumn<float[]>("Score")];

        NetworkRegistry.Forget();
        var context = new MLContext();
        var after = context.Model.Load(folder["model.zip"], out _).Transform(view);
        Assert.Equal(scores, after.GetColumn<float[]>("Score"));
        Assert.Equal(before.GetColumn<uint>("PredictedLabel"), after.GetColumn<uint>("PredictedLabel"));
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type.ToString())), after.Schema.Select(c => (c.Name, c.Type.ToString())));
        ClassifyImagesTests.Check(after.Schema, ClassifierPackage.Open(packages.Package).Config.LabelNames);
        Assert.Equal(_ml.MulticlassClassification.Evaluate(before).LogLoss, context.MulticlassClassification.Evaluate(after).LogLoss);
    }

    [Fact]
    public void A_saved_multi_label_model_comes_back_equal()
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Directory.GetFiles(packages.MultiLabelPictures, "*.png").Select(f => new Picture { ImagePath = f }));
        var model = _ml.Transforms.ClassifyImages(packages.MultiLabelPackage).Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        _ml.Model.Save(model, view.Schema, folder["model.zip"]);
        var after = new MLContext().Model.Load(folder["model.zip"], out _).Transform(view);
        Assert.Equal(model.Transform(view).GetColumn<float[]>("Score"), after.GetColumn<float[]>("Score"));
        Assert.Equal(model.Transform(view).GetColumn<string[]>("PredictedLabel"), after.GetColumn<string[]>("PredictedLabel"));
    }

    [Fact]
    public void A_saved_model_needs_neither_package_nor_a_call_to_register_anything()
    {
        using var folder = new TemporaryFolder();
        Copy(Path.GetDirectoryName(ClassifierPackage.Open(packages.Package).ModelPath)!, folder["package"]);
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        _ml.Model.Save(_ml.Transforms.ClassifyImages(folder["package"], "Image").Fit(view), view.Schema, folder["model.zip"]);
        Directory.Delete(folder["package"], recursive: true);
        NetworkRegistry.Forget();
        var context = new MLContext();
        using var engine = context.Model.CreatePredictionEngine<Picture, Scored>(context.Model.Load(folder["model.zip"], out _));
        Assert.Equal(1, engine.Predict(pictures[0]).Score.Sum(), 4);
    }

    [Fact]
    public void A_model_saved_by_path_says_when_the_package_has_changed()
    {
        using var folder = new TemporaryFolder();
        Copy(Path.GetDirectoryName(ClassifierPackage.Open(packages.Package).ModelPath)!, folder["package"]);
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        _ml.Model.Save(_ml.Transforms.ClassifyImages(folder["package"], embed: false).Fit(view), view.Schema, folder["model.zip"]);
        Directory.Delete(folder["package"], recursive: true);
        NetworkRegistry.Forget();
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Scored>(_ml.Model.Load(folder["model.zip"], out _));
        Assert.Contains("no classifier package", Assert.Throws<PackageException>(() => engine.Predict(pictures[0])).Message, StringComparison.Ordinal);
        Copy(Path.GetDirectoryName(ClassifierPackage.Open(packages.MultiLabelPackage).ModelPath)!, folder["package"]);
        Assert.Contains("not the one", Assert.Throws<PackageException>(() => engine.Predict(pictures[1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}\n")]
    [InlineData("null\n")]
    [InlineData("{\"format\":\"transferlab-mlnet\",\"version\":9,\"kind\":\"features\",\"sha256\":\"0\"}\n")]
    [InlineData("{\"format\":\"transferlab-mlnet\",\"version\":1,\"kind\":\"features\",\"sha256\":\"0\"}\nAAAA")]
    [InlineData("{\"format\":\"transferlab-mlnet\",\"version\":1,\"kind\":\"features\",\"sha256\":\"0\"}\n*")]
    public void A_damaged_text_is_an_error(string text) => Assert.Throws<PackageException>(() => ImageModel.Of(text.AsMemory()));

    [Fact]
    public void Seventeen_labels_and_more_keep_their_names()
    {
        // Labels beyond the package's are scored 0; more than sixteen need more than one step.
        using var folder = new TemporaryFolder();
        string[] labels = [.. Enumerable.Range(0, 40).Select(i => $"other {i}"), .. ClassifierPackage.Open(packages.Package).Config.LabelNames.Reverse()];
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var model = ImageTransformsCatalog.Classify(_ml.Transforms, ImageModel.Of(packages.Package, "", labels, embed: true), "ImagePath", "Score",
            "PredictedLabel").Fit(view);
        _ml.Model.Save(model, view.Schema, folder["model.zip"]);
        var after = _ml.Model.Load(folder["model.zip"], out _).Transform(view);
        ClassifyImagesTests.Check(after.Schema, labels);
        float[][] plain = [.. _ml.Transforms.ClassifyImages(packages.Package).Fit(view).Transform(view).GetColumn<float[]>("Score")];
        Assert.Equal(plain.Select(p => (float[])[.. new float[40], .. p.Reverse()]), after.GetColumn<float[]>("Score"));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
