using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

public sealed class CrossValidateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_has_the_documented_properties_and_every_image_one_row()
    {
        var result = await RunAsync(TinyImages.WriteFolders(_folder["images"], 6), "--folds", "3", "--json", "--class-weights", "balanced", "--sampling", "balanced", "--loss", "focal");
        Assert.Equal(0, result.Exit);
        Assert.Equal(["images", "confidence", "accuracy", "macroF1", "loss", "meanRocAuc", "calibrationError", "intervals", "folds"], CliResult.Names(result.Json()));
        Assert.Equal(["fold", "trainImages", "validationImages", "images", "accuracy", "macroF1", "loss"], CliResult.Names(result.Json().GetProperty("folds")[0]));
        Assert.Equal(18, result.Json().GetProperty("images").GetInt32());
        Assert.Equal(19, File.ReadAllLines(_folder["cv/out-of-fold.csv"]).Length);
        Assert.Equal(4, File.ReadAllLines(_folder["cv/folds.csv"]).Length);
    }

    [Fact]
    public async Task Multi_label_folders_too_and_predict_names_the_labels_given()
    {
        var images = TinyImages.WriteMultiLabel(_folder["images"], 32);
        var result = await RunAsync(images, "--folds", "2", "--loss", "asymmetric", "--positive-weights", "balanced");
        Assert.Equal(0, result.Exit);
        Assert.Contains("mAP", result.Output, StringComparison.Ordinal);
        Assert.Contains("mean over 2 folds", result.Output, StringComparison.Ordinal);
        var predicted = await CliResult.RunAsync("predict", _folder["cv/fold-1"], _folder["images/7.png"]);
        Assert.Equal(["image", "labels", "predictions"], CliResult.Names(predicted.Json()));
    }

    [Theory]
    [InlineData("--folds", "1"), InlineData("--group-by", "("), InlineData("--loss", "hinge"), InlineData("--loss", "bce"), InlineData("--class-weights", "even"), InlineData("--sampling", "odd"), InlineData("--positive-weights", "balanced"), InlineData("--calibration", "some")]
    public async Task Wrong_options_are_named_and_leave_nothing_behind(string option, string value)
    {
        var result = await RunAsync(TinyImages.WriteFolders(_folder["images"], 3), option, value);
        Assert.Equal(2, result.Exit);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["cv/fold-1"]));
    }

    private Task<CliResult> RunAsync(string images, params string[] more) => CliResult.RunAsync(["cross-validate", images, "--backbone", TinyBackbone.Write(_folder.Path), "--normalization", "tf",
        "--epochs", "4", "--threads", "1", "--feature-cache", "none", "--bootstrap", "50", "--output", _folder["cv"], .. more]);
}
