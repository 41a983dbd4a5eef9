using TransferLab.Backbones.Preparation;
using TransferLab.Freezing;
using TransferLab.Pictures;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training;

namespace TransferLab.Tests.Training;

public sealed class DecodesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-probe", AugmentationLevel.None, 0)]
    [InlineData("full", AugmentationLevel.Light, 0)]
    [InlineData("partial:1", AugmentationLevel.Light, 2)]
    [InlineData("lp-ft", AugmentationLevel.Auto, 0)]
    public void A_run_decodes_every_picture_once(string freeze, AugmentationLevel augmentation, int views)
    {
        var options = TinyRun.Options(_folder, perClass: 10, epochs: 3) with { Freeze = FreezePolicy.Parse(freeze), Augmentation = augmentation, Views = views };
        Split(options.Images);
        var backbone = BackboneLoader.Load(options.Backbone, options.BackboneOptions);
        using var inputs = SharedInputs.Load(options, backbone, TestContext.Current.CancellationToken);

        var run = PhaseSequence.Start(options, inputs, _ => { }, TestContext.Current.CancellationToken);

        Assert.True(run.Result.TestImages > 0);
        Assert.Equal(inputs.Dataset.Samples.Length, inputs.Images.Decodes);
    }

    // A part that is scored at the end, too.
    private static void Split(string images)
    {
        foreach (var label in Directory.GetDirectories(images))
            foreach (var (file, i) in Directory.GetFiles(label).Order(StringComparer.Ordinal).Select((f, i) => (f, i)).ToArray())
            {
                var part = Path.Combine(images, i < 6 ? "train" : i < 8 ? "val" : "test", Path.GetFileName(label));
                Directory.CreateDirectory(part);
                File.Move(file, Path.Combine(part, Path.GetFileName(file)));
            }
        foreach (var label in Directory.GetDirectories(images).Where(d => Directory.GetFileSystemEntries(d).Length == 0))
            Directory.Delete(label);
    }
}
