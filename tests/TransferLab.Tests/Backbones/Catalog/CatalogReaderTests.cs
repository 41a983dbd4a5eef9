using System.Text;
using System.Text.Json.Nodes;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace TransferLab.Tests.Backbones.Catalog;

public sealed class CatalogReaderTests
{
    [Fact]
    public void Every_field_is_read()
    {
        var (standard, entries) = CatalogSample.Read(CatalogSample.Full());
        var e = Assert.Single(entries);
        Assert.Equal(("net", "net", "A network", "net.onnx", false, "Tests", "MIT", CatalogSample.Hash, 1234L, 99L, "features"),
            (standard, e.Name, e.Description, e.File, e.Shipped, e.Source, e.Licence, e.Sha256, e.Bytes, e.Parameters, e.FeatureValue));
        Assert.Equal("https://files.example.org/onnx/a/net.onnx", e.Download!.Address().AbsoluteUri);
        Assert.Equal("https://copies.example.org/b/net.onnx", Assert.Single(e.Mirrors).Address().AbsoluteUri);
        Assert.Equal(new CatalogPackage("Nets.Package", "1.2.3", "tools/net.onnx", 4321), e.Nuget);
        Assert.Equal((new DateOnly(2026, 11, 30), "Moved", "Tests (3 classes)"), (e.Checked, e.Note, e.TrainedOn));
        var i = e.Input;
        Assert.Equal((32, 48, ImageLayout.Nhwc, ChannelOrder.Bgr, 0.5, "image", ResizeMode.Pad, 0.9, Interpolation.Bicubic),
            (i.Width, i.Height, i.Layout, i.Channels, i.PixelScale, i.Name, i.Resize, i.ResizeScale, i.Interpolation));
        Assert.Equal([1, 2, 3.5], i.Mean);
        Assert.Equal([4], i.Std);
    }

    [Theory]
    [InlineData("http://copies.example.org/x", "http://copies.example.org/x/a/net.onnx")]
    [InlineData("http://copies.example.org/x/", "http://copies.example.org/x/a/net.onnx")]
    [InlineData("http://copies.example.org", "http://copies.example.org/a/net.onnx")]
    public void A_mirror_takes_the_place_of_the_base(string mirror, string expected) =>
        Assert.Equal(expected, CatalogSample.Read(CatalogSample.Full()).Entries[0].Download!.Address(new Uri(mirror)).AbsoluteUri);

    [Fact]
    public void What_may_be_left_out_may_be_left_out()
    {
        var file = CatalogSample.Full();
        file.Remove("default");
        foreach (var field in (string[])["shipped", "download", "nuget", "mirrors", "checked", "note", "trainedOn", "parameters", "featureValue"])
            CatalogSample.Entry(file).Remove(field);
        foreach (var field in (string[])["name", "resize", "resizeScale", "interpolation"])
            CatalogSample.Entry(file)["input"]!.AsObject().Remove(field);
        var (standard, entries) = CatalogSample.Read(file);
        Assert.Null(standard);
        Assert.Equal((null, null, null), (entries[0].Download, entries[0].Parameters, entries[0].Input.Resize));
        Assert.Equal((null, null, null, null), (entries[0].Nuget, entries[0].Checked, entries[0].Note, entries[0].TrainedOn));
        Assert.Empty(entries[0].Mirrors);
        Assert.False(entries[0].CanBePulled);
    }

    [Theory]
    [InlineData("name", "\"a b\"")]
    [InlineData("name", "\"\"")]
    [InlineData("name", "\"../up\"")]
    [InlineData("name", "7")]
    [InlineData("name", "null")]
    [InlineData("description", "\"\"")]
    [InlineData("description", "\"two\\nlines\"")]
    [InlineData("description", "\"\\u001b[31m\"")]
    [InlineData("file", "\"a/b.onnx\"")]
    [InlineData("file", "\"..\\\\b.onnx\"")]
    [InlineData("file", "\"model.pb\"")]
    [InlineData("file", "\".onnx\"")]
    [InlineData("shipped", "\"yes\"")]
    [InlineData("shipped", "null")]
    [InlineData("download", "\"https://example.org/a\"")]
    [InlineData("download.base", "\"ftp://example.org/\"")]
    [InlineData("download.base", "\"https://example.org/models\"")]
    [InlineData("download.base", "\"https://me:secret@example.org/\"")]
    [InlineData("download.base", "\"models/\"")]
    [InlineData("download.base", "null")]
    [InlineData("download.path", "\"/a.onnx\"")]
    [InlineData("download.path", "\"a/../b.onnx\"")]
    [InlineData("download.path", "\"https://example.org/a\"")]
    [InlineData("download.path", "\"a?b\"")]
    [InlineData("nuget", "\"Nets.Package\"")]
    [InlineData("nuget.package", "\"a b\"")]
    [InlineData("nuget.package", "null")]
    [InlineData("nuget.version", "\"newest\"")]
    [InlineData("nuget.version", "\"[1.0,2.0)\"")]
    [InlineData("nuget.file", "\"../net.onnx\"")]
    [InlineData("nuget.file", "\"/net.onnx\"")]
    [InlineData("nuget.bytes", "0")]
    [InlineData("mirrors", "null")]
    [InlineData("mirrors", "[null]")]
    [InlineData("mirrors", "[7]")]
    [InlineData("mirrors", "[{\"base\": \"https://example.org/\"}]", "mirrors.path")]
    [InlineData("mirrors", "[{\"base\": \"ftp://example.org/\", \"path\": \"a\"}]", "mirrors.base")]
    [InlineData("checked", "\"yesterday\"")]
    [InlineData("checked", "20261130")]
    [InlineData("note", "\"\"")]
    [InlineData("trainedOn", "\"two\\nlines\"")]
    [InlineData("source", "null")]
    [InlineData("licence", "[]")]
    [InlineData("sha256", "\"abc\"")]
    [InlineData("sha256", "\"zz00000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("bytes", "0")]
    [InlineData("bytes", "1.5")]
    [InlineData("bytes", "\"12\"")]
    [InlineData("bytes", "99999999999999999999")]
    [InlineData("parameters", "-1")]
    [InlineData("input", "null")]
    [InlineData("input", "[]")]
    [InlineData("input.width", "0")]
    [InlineData("input.height", "100000")]
    [InlineData("input.layout", "\"hwcn\"")]
    [InlineData("input.layout", "7")]
    [InlineData("input.channels", "\"cmyk\"")]
    [InlineData("input.channels", "\"gray\"", "input.mean")]
    [InlineData("input.pixelScale", "0")]
    [InlineData("input.pixelScale", "1e999")]
    [InlineData("input.mean", "[]")]
    [InlineData("input.mean", "[1, 2]")]
    [InlineData("input.mean", "[1, \"2\", 3]")]
    [InlineData("input.std", "[1, 0, 1]")]
    [InlineData("input.std", "4")]
    [InlineData("input.resize", "9")]
    [InlineData("input.resizeScale", "1.5")]
    [InlineData("input.interpolation", "\"nearest\"")]
    [InlineData("featureValue", "\" \"")]
    public void A_value_that_makes_no_sense_is_an_error_that_names_entry_and_field(string field, string value, string? named = null)
    {
        var file = CatalogSample.Full();
        var parts = field.Split('.');
        var parent = parts.Length == 1 ? CatalogSample.Entry(file) : CatalogSample.Entry(file)[parts[0]]!.AsObject();
        // The sample is written with a placeholder, so that numbers that no node can hold get into the text as they are.
        parent[parts[^1]] = "PLACE";
        var text = file.ToJsonString().Replace("\"PLACE\"", value, StringComparison.Ordinal);
        var error = Assert.Throws<BackboneException>(() => CatalogReader.Read(Encoding.UTF8.GetBytes(text), "'test.json'"));
        Assert.Contains("'test.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"field '{named ?? field}'", error.Message, StringComparison.Ordinal);
        if (field != "name")
            Assert.Contains("entry 'net'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("TransferLab.Backbones", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_needed_field_is_asked_for_and_no_other_is_taken()
    {
        string[] optional = ["shipped", "download", "nuget", "nuget.bytes", "mirrors", "checked", "note", "trainedOn", "parameters", "featureValue", "input.name", "input.resize", "input.resizeScale", "input.interpolation"];
        foreach (var prefix in (string[])["", "download.", "nuget.", "input."])
            foreach (var name in Of(CatalogSample.Full(), prefix).Select(p => p.Key).ToList())
            {
                var file = CatalogSample.Full();
                Of(file, prefix).Remove(name);
                if (optional.Contains(prefix + name))
                    CatalogSample.Read(file);
                else
                    Assert.Contains($"field '{prefix}{name}' is missing", Assert.Throws<BackboneException>(() => CatalogSample.Read(file)).Message, StringComparison.Ordinal);
                file = CatalogSample.Full();
                Of(file, prefix)[name + "s"] = 1;
                Assert.Contains($"field '{prefix}{name}s' is not known", Assert.Throws<BackboneException>(() => CatalogSample.Read(file)).Message, StringComparison.Ordinal);
            }

        static JsonObject Of(JsonObject file, string prefix) => prefix.Length == 0 ? CatalogSample.Entry(file) : CatalogSample.Entry(file)[prefix.TrimEnd('.')]!.AsObject();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}", "formatVersion")]
    [InlineData("{\"formatVersion\": 1}", "backbones")]
    [InlineData("{\"formatVersion\": 2, \"backbones\": []}", "version 2")]
    [InlineData("{\"formatVersion\": 1, \"backbones\": [1]}", "entry 1")]
    [InlineData("{\"formatVersion\": 1, \"backbones\": null}", "backbones")]
    [InlineData("{\"formatVersion\": 1, \"formatVersion\": 1, \"backbones\": []}", "twice")]
    [InlineData("{\"formatVersion\": 1, \"default\": 5, \"backbones\": []}", "default")]
    [InlineData("{\"formatVersion\": 1, \"backbones\": [],}", "line 1")]
    [InlineData("{\"formatVersion\": 1, \"default\": \"\\uD800\", \"backbones\": []}")]
    public void A_file_that_is_no_catalogue_is_refused(string text, string says = "catalogue") =>
        Assert.Contains(says, Assert.Throws<BackboneException>(() => CatalogReader.Read(Encoding.UTF8.GetBytes(text), "'test.json'")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("name", "NET")]
    [InlineData("file", "net.onnx")]
    [InlineData("sha256", CatalogSample.Hash)]
    public void No_two_entries_share_a_name_a_file_or_a_hash(string field, string value)
    {
        var file = CatalogSample.Full();
        var twin = CatalogSample.Entry(CatalogSample.Full("other", "other.onnx", new string('1', 64))).DeepClone();
        twin[field] = value;
        file["backbones"]!.AsArray().Add(twin);
        Assert.Contains($"field '{field}'", Assert.Throws<BackboneException>(() => CatalogSample.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_catalogues_give_the_documented_error_or_a_valid_catalogue_and_nothing_else()
    {
        var good = File.ReadAllBytes(Path.Combine(TransferLab.Testing.RepositoryRoot.Path, "models", "catalog.json"));
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 4000; i++)
        {
            var damaged = good.ToArray();
            if (i % 4 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            else if (i % 4 == 1)
                // Whole tokens moved about keep the JSON valid more often than single bytes do.
                damaged = Encoding.UTF8.GetBytes(Swap(Encoding.UTF8.GetString(good), random));
            else
                for (var n = 0; n <= i % 3; n++)
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                foreach (var entry in CatalogReader.Read(damaged, "'test.json'").Entries)
                    Assert.Null(CatalogRules.Check(entry));
            }
            catch (BackboneException e)
            {
                Assert.Contains("'test.json'", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 2000, 3999);
    }

    [Fact]
    public void The_example_of_the_documentation_is_a_valid_catalogue()
    {
        var page = File.ReadAllText(Path.Combine(TransferLab.Testing.RepositoryRoot.Path, "docs", "backbones.md"));
        var example = page.Split("```json\n")[1].Split("```")[0];
        Assert.Equal("our-net", CatalogReader.Read(Encoding.UTF8.GetBytes(example), "of the page").Default);
    }

    private static string Swap(string text, Random random)
    {
        string[] tokens = ["null", "true", "[]", "{}", "0", "-1", "1e999", "\"\"", "\"x\"", "\"\\uDC00\"", "224", "[0.485, 0.456, 0.406]", "\"nchw\""];
        var lines = text.Split('\n');
        var line = random.Next(lines.Length);
        if (lines[line].IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            lines[line] = $"{lines[line][..colon]}: {tokens[random.Next(tokens.Length)]}{(lines[line].EndsWith(',') ? "," : "")}";
        return string.Join('\n', lines);
    }
}
