using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TransferLab.Backbones;
using TransferLab.Backbones.Catalog;

namespace TransferLab.Tests.Backbones.Catalog;

/// <summary>Catalogues and files made up for tests.</summary>
internal static class CatalogSample
{
    public const string Hash = "00000000000000000000000000000000000000000000000000000000000000aa";

    /// <summary>A valid file with every field, as JSON to be spoilt.</summary>
    public static JsonObject Full(string name = "net", string file = "net.onnx", string sha256 = Hash, long bytes = 1234) => new()
    {
        ["formatVersion"] = 1,
        ["default"] = name,
        ["backbones"] = new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["description"] = "A network",
            ["file"] = file,
            ["shipped"] = false,
            ["download"] = new JsonObject { ["base"] = "https://files.example.org/onnx/", ["path"] = $"a/{file}" },
            ["nuget"] = new JsonObject { ["package"] = "Nets.Package", ["version"] = "1.2.3", ["file"] = $"tools/{file}", ["bytes"] = 4321 },
            ["mirrors"] = new JsonArray(new JsonObject { ["base"] = "https://copies.example.org/", ["path"] = $"b/{file}" }),
            ["checked"] = "2026-11-30",
            ["note"] = "Moved",
            ["trainedOn"] = "Tests (3 classes)",
            ["source"] = "Tests",
            ["licence"] = "MIT",
            ["sha256"] = sha256,
            ["bytes"] = bytes,
            ["parameters"] = 99,
            ["input"] = new JsonObject
            {
                ["width"] = 32,
                ["height"] = 48,
                ["layout"] = "nhwc",
                ["channels"] = "bgr",
                ["pixelScale"] = 0.5,
                ["mean"] = new JsonArray(1, 2, 3.5),
                ["std"] = new JsonArray(4),
                ["name"] = "image",
                ["resize"] = "pad",
                ["resizeScale"] = 0.9,
                ["interpolation"] = "bicubic",
            },
            ["featureValue"] = "features",
        }),
    };

    public static JsonObject Entry(JsonObject file) => file["backbones"]![0]!.AsObject();

    public static (string? Default, IReadOnlyList<CatalogEntry> Entries) Read(JsonObject file) => CatalogReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), "'test.json'");

    /// <summary>Bytes that no compression or pattern could hide a mistake in.</summary>
    public static byte[] Contents(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>An entry for a file on a server.</summary>
    public static CatalogEntry EntryOf(byte[] contents, Uri server, string name = "net") => new()
    {
        Name = name,
        Description = "A network",
        File = name + ".onnx",
        Download = new(server, $"models/{name}.onnx"),
        Source = "Tests",
        Licence = "MIT",
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(contents)),
        Bytes = contents.Length,
        Input = new() { Width = 32, Height = 32, Layout = TransferLab.Backbones.ImageLayout.Nchw, Channels = TransferLab.Backbones.ChannelOrder.Rgb, PixelScale = 1, Mean = [0], Std = [1] },
    };
}
