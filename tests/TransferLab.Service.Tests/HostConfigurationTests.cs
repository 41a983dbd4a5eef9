using TransferLab.Runtime;
using TransferLab.Testing;

namespace TransferLab.Service.Tests;

public sealed class HostConfigurationTests
{
    [Fact]
    public void Everything_below_the_section_is_read()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Add("appsettings.json", """
            {"Logging":{"Other":1},"TransferLab":{"Package":"p","Device":"cuda:1","ProviderLibrary":"p.so","Packages":{"a":"x"},"Limits":{"Pixels":123},
            "Batching":{"MaxBatch":7},"Fetch":{"Hosts":["example.org"]},"Telemetry":{"LogLevel":"Information"}}}
            """);
        var o = HostConfiguration.Read(file);
        Assert.Equal(("p", "x", 123L, 7), (o.Package, o.Packages["a"], o.Limits.Pixels, o.Batching.MaxBatch));
        Assert.Equal(("cuda:1", "p.so"), (o.Device, o.ProviderLibrary));
        Assert.Equal(["example.org"], o.Fetch.Hosts);
        Assert.Equal(new LimitOptions().RequestBytes, o.Limits.RequestBytes);
    }

    [Theory]
    [InlineData("{\"TransferLab\":{\"Limits\":{\"Pixel\":1}}}", "Pixel")]
    [InlineData("{\"TransferLab\":{\"Limits\":{\"Pixels\":\"many\"}}}", "TransferLab:Limits:Pixels")]
    [InlineData("{\"TransferLab\":", "json")]
    public void A_key_that_is_unknown_or_of_another_kind_is_named(string json, string says)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<HostConfigurationException>(() => HostConfiguration.Read(folder.Add("appsettings.json", json)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_not_there_is_said_before_anything_is_loaded()
    {
        Assert.SkipWhen(OrtRuntime.AvailableProviders.Contains("CUDAExecutionProvider"), "this build may have a CUDA device");
        Assert.Contains("-p:Accelerator=cuda", Assert.Throws<DeviceException>(() =>
            ClassifierHost.Create(new() { Package = "no such package", Device = "cuda" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_their_key()
    {
        var good = new ClassifierHostOptions { Package = "p" };
        (ClassifierHostOptions Options, string Key)[] bad =
        [
            (new(), "Package"), (good with { Name = "../x" }, "Name"), (good with { Models = "/no/such/folder" }, "Models"),
            (good with { WatchSeconds = -1 }, "WatchSeconds"), (good with { Device = "tpu" }, "Device"),
            (good with { Limits = new() { RequestBytes = 1 } }, "Limits:RequestBytes"),
            (good with { Limits = new() { BufferedBytes = 1 } }, "Limits:BufferedBytes"),
            (good with { Security = new() { AuditBytes = 1 } }, "Security:AuditBytes"),
            (good with { Security = new() { AuditFiles = 0 } }, "Security:AuditFiles"),
            (good with { Batching = new() { MaxBatch = 0 } }, "Batching:MaxBatch"), (good with { Threads = -1 }, "Threads"),
            (good with { Retraining = new() { Folder = "" } }, "Retraining:Folder"), (good with { Fetch = new() { Hosts = ["http://x"] } }, "Fetch:Hosts:0"),
            (good with { Security = new() { Origins = ["app.example"] } }, "Security:Origins:0"),
            (good with { Retraining = new() { ImageRoots = ["/no/such/folder"] } }, "Retraining:ImageRoots:0"),
            (good with { Telemetry = new() { OtlpEndpoint = "collector" } }, "Telemetry:OtlpEndpoint"),
            (good with { Packages = new Dictionary<string, string> { ["default"] = "x" } }, "Packages:default"),
        ];
        foreach (var (options, key) in bad)
        {
            var error = Assert.Throws<HostConfigurationException>(() => ClassifierHost.Create(options));
            Assert.StartsWith($"TransferLab:{key} = ", error.Message, StringComparison.Ordinal);
            Assert.Equal($"TransferLab:{key}", error.Keys[0]);
            // Whoever shows the message may say of each key how it is set, and finds them all in it.
            Assert.All(error.Keys, k => Assert.Contains(k, error.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_said()
    {
        var error = Assert.Throws<HostConfigurationException>(() => HostConfiguration.Read("no/such/file.json"));
        Assert.Contains("no/such/file.json", error.Message, StringComparison.Ordinal);
        Assert.Empty(error.Keys);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://unix:/tmp/a.sock", true)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://192.168.1.1:5080", false)]
    public void Addresses_that_others_reach_are_known(string address, bool isLoopback) => Assert.Equal(isLoopback, ListenAddresses.IsLoopback(address));
}
