using System.Security.Cryptography;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Backbones.Preparation;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests.Commands;

/// <summary>The network that lies beside the command: the real file, out of the package that the build downloaded.</summary>
public sealed class DefaultBackboneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CatalogEntry _entry = BackboneCatalog.Load(null).Default!;

    private static string Models => Path.Combine(AppContext.BaseDirectory, "models");

    private string Shipped => Path.Combine(Models, _entry.File);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_beside_the_command_is_the_one_of_the_catalogue_and_its_licence_lies_there_too()
    {
        using (var file = File.OpenRead(Shipped))
            Assert.Equal((_entry.Bytes, _entry.Sha256), (file.Length, Convert.ToHexStringLower(SHA256.HashData(file))));
        Assert.Contains("MIT License", File.ReadAllText(Path.Combine(Models, "resnet18-imagenet.LICENSE")), StringComparison.Ordinal);
        Assert.Contains(_entry.Sha256, File.ReadAllText(Path.Combine(Models, "NOTICE.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_takes_it_out_of_the_packages_of_the_machine()
    {
        var here = await RunAsync("backbones", "pull", _entry.Name);
        Assert.Equal((0, Shipped + "\n"), (here.Exit, here.Output));
        var pulled = await RunAsync("backbones", "pull", _entry.Name, "--force");
        Assert.Equal((0, _folder[$"backbones/{_entry.File}"] + "\n"), (pulled.Exit, pulled.Output));
        Assert.True(File.ReadAllBytes(Shipped).AsSpan().SequenceEqual(File.ReadAllBytes(_folder[$"backbones/{_entry.File}"])), "what was pulled is not what ships");
        Assert.Contains($"{_entry.Name}: 63.7/63.7 MB", pulled.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_layers_are_those_of_the_network()
    {
        var backbone = BackboneLoader.Load(Shipped);
        Assert.Equal(("resnet18-imagenet", "MIT", ChannelOrder.Bgr, 1.0), (backbone.Spec.Name, backbone.Spec.Licence, backbone.Spec.Channels, backbone.Spec.PixelScale));
        Assert.Equal([103.063, 115.903, 123.152], backbone.Spec.Mean);
        Assert.Equal("[N,512]", backbone.FeatureShape.ToString());
        Assert.Equal(
            ["stem [N,64,112,112]", "stage1 [N,64,56,56]", "stage2 [N,128,28,28]", "stage3 [N,256,14,14]", "stage4 [N,512,7,7]"],
            backbone.LayerGroups.Select(g => $"{g.Name} {g.OutputShape}"));
        Assert.Equal(1, backbone.Spec.ResizeScale);
        Assert.Equal(_entry.Parameters, backbone.Parameters.Sum(p => p.Count));
    }

    [Fact]
    public async Task Show_says_what_it_was_trained_on_and_where_it_comes_from()
    {
        var result = await RunAsync("backbones", "show", _entry.Name);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        foreach (var text in (string[])["stage4", "licence   MIT", "trained   on ImageNet-1k (1000 classes)", "download  NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1", "checked   20"])
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partial:1")]
    [InlineData("lp-ft")]
    public async Task It_is_fine_tuned_where_no_other_is_named_and_the_run_says_what_it_is(string freeze)
    {
        TinyImages.WriteFolders(_folder["images"], 4);
        var result = await CliResult.RunAsync("train", _folder["images"], "--freeze", freeze, "--epochs", "1", "--augment", "none", "--feature-cache", "none", "--output", _folder["run"]);
        Assert.True(result.Exit == 0, result.Error);
        Assert.StartsWith("resnet18-imagenet: ResNet-18, trained on ImageNet-1k (1000 classes) at 224x224, MIT\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("frozen tensors bit-identical", result.Output, StringComparison.Ordinal);
    }

    private async Task<CliResult> RunAsync(params string[] args)
    {
        using var process = CliProcess.Start([$"TRANSFERLAB_HOME={_folder.Path}", "TRANSFERLAB_CATALOG="], args);
        return await process.EndAsync(TestContext.Current.CancellationToken);
    }
}
