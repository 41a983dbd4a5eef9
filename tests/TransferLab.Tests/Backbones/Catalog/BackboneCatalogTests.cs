using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Backbones.Preparation;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Backbones.Catalog;

public sealed class BackboneCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackboneStore _store;

    public BackboneCatalogTests() => _store = new(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_catalogue_of_the_tool_has_the_public_backbones()
    {
        var catalog = BackboneCatalog.Load(null);
        foreach (var name in (string[])["mobilenetv2-12", "resnet18-v1-7", "resnet50-v1-12", "squeezenet1.1-7", "shufflenet-v2-12", "efficientnet-lite4-11", "densenet-12"])
        {
            var entry = catalog.Get(name);
            Assert.Equal(("Apache-2.0", "https", $"/{entry.File}"), (entry.Licence, entry.Download!.Address().Scheme, entry.Download.Address().AbsolutePath[^(entry.File.Length + 1)..]));
            Assert.Equal((224, 224), (entry.Input.Width, entry.Input.Height));
        }
        Assert.Equal(ImageLayout.Nhwc, catalog.Get("efficientnet-lite4-11").Input.Layout);
    }

    [Fact]
    public void Numbers_of_the_catalogue_are_those_of_the_presets_to_the_last_bit()
    {
        var catalog = BackboneCatalog.Load(null);
        Assert.Equal(NormalizationPreset.Parse("imagenet").PixelScale, catalog.Get("mobilenetv2-12").Input.PixelScale);
        Assert.Equal(NormalizationPreset.Parse("imagenet").Mean, catalog.Get("mobilenetv2-12").Input.Mean);
        Assert.Equal(NormalizationPreset.Parse("tf").PixelScale, catalog.Get("mobilenet_v1_1.0_224_block12").Input.PixelScale);
    }

    [Fact]
    public void A_users_catalogue_adds_and_replaces_entries_and_the_default()
    {
        var file = CatalogSample.Full("mobilenetv2-12", "mine.onnx");
        file["backbones"]!.AsArray().Add(CatalogSample.Entry(CatalogSample.Full("own", "own.onnx", new string('1', 64))).DeepClone());
        var catalog = BackboneCatalog.Load(_folder.Add("catalog.json", file.ToJsonString()));
        Assert.Equal(BackboneCatalog.Load(null).Entries.Count + 1, catalog.Entries.Count);
        Assert.Equal("mine.onnx", catalog.Get("MobileNetV2-12").File);
        Assert.Equal("mobilenetv2-12", catalog.Default!.Name);
        Assert.Equal("own", catalog.FindByHash(new string('1', 64))!.Name);
    }

    [Fact]
    public void A_users_catalogue_that_cannot_be_used_is_an_error_that_names_it()
    {
        Assert.Contains(BackboneCatalog.Variable, Assert.Throws<BackboneException>(() => BackboneCatalog.Load(_folder["none.json"])).Message, StringComparison.Ordinal);
        var unknown = CatalogSample.Full();
        unknown["default"] = "nothing";
        Assert.Contains("'nothing'", Assert.Throws<BackboneException>(() => BackboneCatalog.Load(_folder.Add("a.json", unknown.ToJsonString()))).Message, StringComparison.Ordinal);
        var taken = CatalogSample.Full("own", "densenet-12.onnx");
        Assert.Contains("field 'file'", Assert.Throws<BackboneException>(() => BackboneCatalog.Load(_folder.Add("b.json", taken.ToJsonString()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_exists_goes_before_a_name()
    {
        var file = TinyBackbone.Write(_folder.Path);
        Assert.Equal(file, BackboneCatalog.Load(null).Resolve(file, _store));
        Directory.CreateDirectory(_folder["saved_model"]);
        Assert.Equal(_folder["saved_model"], BackboneCatalog.Load(null).Resolve(_folder["saved_model"], _store));
    }

    [Fact]
    public void A_name_means_the_pulled_file_once_it_is_there_and_right()
    {
        var catalog = Catalog(shipped: false);
        Assert.Contains("pull 'tiny' first", Assert.Throws<BackboneException>(() => catalog.Resolve("tiny", _store)).Message, StringComparison.Ordinal);
        Assert.Equal(BackboneState.NotPulled, _store.StateOf(catalog.Get("tiny")));
        Directory.CreateDirectory(_store.Root);
        var pulled = Path.Combine(_store.Root, "tiny.onnx");
        File.Copy(_folder["tiny.onnx"], pulled);
        Assert.Equal(pulled, catalog.Resolve("Tiny", _store));
        Assert.Equal(BackboneState.Pulled, _store.StateOf(catalog.Get("tiny")));
        var bytes = File.ReadAllBytes(pulled);
        bytes[^1] ^= 1;
        File.WriteAllBytes(pulled, bytes);
        var error = Assert.Throws<BackboneException>(() => catalog.Resolve("tiny", _store));
        Assert.Contains(catalog.Get("tiny").Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains("Pull 'tiny' again", error.Message, StringComparison.Ordinal);
        File.WriteAllBytes(pulled, bytes[..100]);
        Assert.Equal(BackboneState.Damaged, _store.StateOf(catalog.Get("tiny")));
    }

    [Fact]
    public void A_shipped_file_is_the_default_and_lies_beside_its_catalogue()
    {
        var catalog = Catalog(shipped: true);
        Assert.Equal(BackboneState.Shipped, _store.StateOf(catalog.Default!));
        Assert.Equal(_folder["tiny.onnx"], catalog.Resolve(null, _store));
        Assert.Equal(_folder["tiny.onnx"], catalog.Resolve("tiny", _store));
        // A shipped file that was damaged yields to a pulled one.
        Directory.CreateDirectory(_store.Root);
        File.Copy(_folder["tiny.onnx"], _store.PathOf(catalog.Default!));
        File.WriteAllText(_folder["tiny.onnx"], "damaged");
        Assert.Equal(_store.PathOf(catalog.Default!), catalog.Resolve(null, _store));
        File.Delete(_store.PathOf(catalog.Default!));
        File.Delete(_folder["tiny.onnx"]);
        Assert.Equal(BackboneState.Missing, _store.StateOf(catalog.Default!));
        var error = Assert.Throws<BackboneException>(() => catalog.Resolve(null, _store));
        Assert.Contains(_folder["tiny.onnx"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shipped_files_of_the_tool_are_looked_for_beside_it() =>
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "models", "net.onnx"), BackboneStore.ShippedPlace(CatalogSample.EntryOf([1], new("http://127.0.0.1/")) with { Shipped = true }));

    [Fact]
    public void The_default_of_the_tool_is_a_network_that_can_be_pulled_from_a_package_where_it_does_not_ship()
    {
        var catalog = BackboneCatalog.Load(null);
        var entry = catalog.Default!;
        Assert.Equal(("resnet18-imagenet", true, true, "MIT", ChannelOrder.Bgr), (entry.Name, entry.Shipped, entry.CanBePulled, entry.Licence, entry.Input.Channels));
        Assert.Equal("Microsoft.ML.DnnImageFeaturizer.ResNet18", entry.Nuget!.Package);
        // No test program has it beside itself unless it asks for it.
        var error = Assert.Throws<BackboneException>(() => catalog.Resolve(null, _store)).Message;
        foreach (var text in (string[])[BackboneStore.ShippedPlace(entry), _store.PathOf(entry), "pull 'resnet18-imagenet' first", "BackboneDownload.EnsureAsync"])
            Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_a_network_is_what_the_catalogue_knows_of_the_file()
    {
        var catalog = Catalog(shipped: true);
        var spec = BackboneLoader.Load(_folder["tiny.onnx"], new(), catalog).Spec;
        Assert.Equal("tiny: A network, trained on Tests (3 classes) at 32x32, MIT", BackboneWords.Of(spec, catalog));
        Assert.Equal("tiny: A network, trained on Tests (3 classes) at 32x32, used at 64x48, MIT", BackboneWords.Of(spec with { Width = 64, Height = 48 }, catalog));
        Assert.Equal("own: not in the catalogue, pictures at 32x32, licence not known", BackboneWords.Of(spec with { Name = "own", Licence = null, Sha256 = "" }, catalog));
    }

    [Fact]
    public void Without_a_default_a_backbone_must_be_named() =>
        Assert.Equal("Backbone", Assert.Single(Assert.Throws<BackboneException>(() => new BackboneCatalog([], null).Resolve(null, _store)).Words.Settings).Property);

    [Fact]
    public void A_name_that_is_not_known_is_an_error_with_those_that_are_near()
    {
        var catalog = BackboneCatalog.Load(null);
        Assert.Contains("'resnet50-v1-12'", Assert.Throws<BackboneException>(() => catalog.Resolve("resnet50", _store)).Message, StringComparison.Ordinal);
        Assert.Contains("'resnet50-v1-12'", Assert.Throws<BackboneException>(() => catalog.Get("resnet50")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_catalogue_needs_no_flags()
    {
        var catalog = Catalog(shipped: true);
        var spec = BackboneLoader.Load(_folder["tiny.onnx"], new(), catalog).Spec;
        Assert.Equal(("tiny", "MIT", "Tests", ChannelOrder.Bgr, 0.5), (spec.Name, spec.Licence, spec.Source, spec.Channels, spec.PixelScale));
        Assert.Equal([1, 2, 3.5], spec.Mean);
        Assert.Equal([4, 4, 4], spec.Std);
        Assert.Equal("block1", spec.FeatureValue);
        Assert.Equal("block1", BackboneLoader.Load(_folder["tiny.onnx"], new(), catalog).NamedFeatureValue);
    }

    [Fact]
    public void What_is_said_goes_before_the_catalogue()
    {
        var catalog = Catalog(shipped: true);
        var mean = BackboneLoader.Load(_folder["tiny.onnx"], new() { Mean = [7] }, catalog).Spec;
        Assert.Equal((7, 4, 0.5), (mean.Mean[0], mean.Std[0], mean.PixelScale));
        var preset = BackboneLoader.Load(_folder["tiny.onnx"], new() { Normalization = "imagenet" }, catalog).Spec;
        Assert.Equal((ChannelOrder.Rgb, 0.485, 0.229), (preset.Channels, preset.Mean[0], preset.Std[0]));
        var turned = BackboneLoader.Load(_folder["tiny.onnx"], new() { Channels = ChannelOrder.Rgb }, catalog).Spec;
        Assert.Equal([3.5, 2, 1], turned.Mean);
        Assert.Equal("block2", BackboneLoader.Load(_folder["tiny.onnx"], new() { FeatureValue = "block2" }, catalog).Spec.FeatureValue);
    }

    // The tiny network beside a catalogue that has it as its default.
    private BackboneCatalog Catalog(bool shipped)
    {
        var bytes = File.ReadAllBytes(TinyBackbone.Write(_folder.Path));
        var file = CatalogSample.Full("tiny", "tiny.onnx", Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        var entry = CatalogSample.Entry(file);
        entry["shipped"] = shipped;
        entry["featureValue"] = "block1";
        entry.Remove("nuget");
        entry.Remove("mirrors");
        if (shipped)
            entry.Remove("download");
        var input = entry["input"]!.AsObject();
        input["layout"] = "nchw";
        input["height"] = 32;
        input["name"] = "input";
        return BackboneCatalog.Load(_folder.Add("catalog.json", file.ToJsonString()));
    }
}
