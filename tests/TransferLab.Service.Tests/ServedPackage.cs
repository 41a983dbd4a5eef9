using Microsoft.AspNetCore.Builder;
using TransferLab.Imaging;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Service.Tests;

/// <summary>A trained package behind a real Kestrel on a free port, shared by the tests of a class.</summary>
public sealed class ServedPackage : IAsyncLifetime
{
    /// <summary>Largest request of the host: small, so that a test can pass it without ado.</summary>
    public const int MaxRequestBytes = 64 * 1024;

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _host;

    public HttpClient Client { get; } = new();

    public ImageClassifier Classifier { get; private set; } = null!;

    public string Package { get; private set; } = "";

    /// <summary>A PNG of each kind of stripe, several of each.</summary>
    public IReadOnlyList<byte[]> Images { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Package = FineTuner.Train(TinyRun.Options(_folder, perClass: 6)).Package;
        Classifier = ImageClassifier.Load(Package, new ImageClassifierOptions { Threads = 1 });
        Images = [.. Enumerable.Range(0, 32).Select(i =>
        {
            using var image = TinyImages.Draw([i % 3], 1000 + i);
            return image.EncodePng();
        })];
        _host = ClassifierHost.Create(new ClassifierHostOptions
        {
            Package = Package,
            Urls = "http://127.0.0.1:0",
            Limits = new() { RequestBytes = MaxRequestBytes }
        });
        await _host.StartAsync();
        Client.BaseAddress = new Uri(_host.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Classifier?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }
}
