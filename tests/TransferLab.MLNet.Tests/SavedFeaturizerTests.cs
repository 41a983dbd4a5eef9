using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.MLNet.Tests;

public class SavedFeaturizerTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("Image")]
    public void A_saved_pipeline_comes_back_equal(string column)
    {
        using var folder = new TemporaryFolder();
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var model = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.FeaturizeImages(packages.Backbone, column, options: TinyBackbone.Options))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(view);
        _ml.Model.Save(model, view.Schema, folder["model.zip"]);

        var context = new MLContext();
        var loaded = context.Model.Load(folder["model.zip"], out var schema);
        Assert.Equal(view.Schema.Select(c => c.Name), schema.Select(c => c.Name));
        IDataView before = model.Transform(view), after = loaded.Transform(view);
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type.ToString())), after.Schema.Select(c => (c.Name, c.Type.ToString())));
        Assert.Equal(before.GetColumn<float[]>("Features"), after.GetColumn<float[]>("Features"));
        Assert.Equal(before.GetColumn<float[]>("Score"), after.GetColumn<float[]>("Score"));
    }
}
