using System.Globalization;
using System.Security.Cryptography;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Testing.Servers;

namespace TransferLab.Cli.Tests.Commands;

/// <summary>A store and a user's catalogue of its own for the command, with a server behind it: <c>tiny</c>, a real backbone, and <c>large</c>, mere bytes.</summary>
internal sealed class CatalogHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CatalogHome()
    {
        Tiny = File.ReadAllBytes(TinyBackbone.Write(_folder.Path));
        File.Delete(_folder["tiny.onnx"]);
        Large = new byte[800_000];
        new Random(1).NextBytes(Large);
        Server = new LoopbackServer(r => LoopbackAnswer.File(r, r.Target.EndsWith("tiny.onnx", StringComparison.Ordinal) ? Tiny : Large, "\"v1\"") with { Pause = r.From is null ? Pause : TimeSpan.Zero });
        Write();
    }

    public LoopbackServer Server { get; }

    public byte[] Tiny { get; }

    public byte[] Large { get; }

    /// <summary>How slowly the server sends what it is asked for from the start.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Folder of pulled files.</summary>
    public string Store => _folder["home/backbones"];

    public string this[string relative] => _folder[relative];

    public void Write(string standard = "null", bool shipped = false, string more = "") => _folder.Add("catalog.json", $$"""
        {"formatVersion": 1, "default": {{standard}}, "backbones": [{{Entry("tiny", Tiny, shipped)}}, {{Entry("large", Large, false)}}{{more}}]}
        """);

    public CliProcess Start(params string[] args) => CliProcess.Start([$"TRANSFERLAB_HOME={_folder["home"]}", $"TRANSFERLAB_CATALOG={_folder["catalog.json"]}", "no_proxy=127.0.0.1"], args);

    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var process = Start(args);
        return await process.EndAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }

    private string Entry(string name, byte[] contents, bool shipped) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "name": "{{name}}", "description": "A network for tests", "file": "{{name}}.onnx", "shipped": {{(shipped ? "true" : "false")}},
          "download": {"base": "{{Server.Address}}", "path": "models/{{name}}.onnx"}, "source": "Tests", "licence": "MIT",
          "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(contents))}}", "bytes": {{contents.Length}}, "parameters": 1234,
          "input": {"width": 32, "height": 32, "layout": "nchw", "channels": "rgb", "pixelScale": 0.00784313725490196, "mean": [1], "std": [1]},
          "featureValue": {{(name == "tiny" ? "\"block1\"" : "null")}}
        }
        """);
}
