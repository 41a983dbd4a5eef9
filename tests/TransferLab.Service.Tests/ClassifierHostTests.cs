using TransferLab.Classifiers.Packaging;
using TransferLab.Testing;

namespace TransferLab.Service.Tests;

public sealed class ClassifierHostTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("localhost:5080")]
    [InlineData("ftp://localhost")]
    [InlineData("https://localhost:5081")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:5080/classify")]
    [InlineData("http://localhost:5080;nonsense")]
    public void An_address_that_cannot_be_listened_on_is_refused_before_anything_is_loaded(string urls)
    {
        var error = Assert.Throws<HostConfigurationException>(() =>
            ClassifierHost.Create(new ClassifierHostOptions { Package = "no such folder", Urls = urls }));
        Assert.StartsWith("TransferLab:Urls = ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["TransferLab:Urls"], error.Keys);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", 1)]
    [InlineData("http://*:5080; http://[::1]:5080", 2)]
    [InlineData("http://unix:/tmp/transferlab.sock", 1)]
    public void Addresses_are_read_one_by_one(string urls, int count) => Assert.Equal(count, ListenAddresses.Parse(urls).Length);

    [Fact]
    public void A_folder_without_a_package_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<PackageException>(() => ClassifierHost.Create(new ClassifierHostOptions { Package = folder.Path }));
    }

    [Fact]
    public async Task Two_hosts_cannot_share_a_port()
    {
        await using var second = ClassifierHost.Create(new ClassifierHostOptions
        {
            Package = served.Package,
            Urls = served.Client.BaseAddress!.ToString(),
            Threads = 1
        });
        await Assert.ThrowsAnyAsync<IOException>(() => second.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_host_that_was_stopped_lets_go_of_its_port()
    {
        var options = new ClassifierHostOptions { Package = served.Package, Urls = "http://127.0.0.1:0", Threads = 1 };
        string address;
        await using (var first = ClassifierHost.Create(options))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            address = first.Urls.Single();
            await first.StopAsync(TestContext.Current.CancellationToken);
        }
        await using var second = ClassifierHost.Create(options with { Urls = address });
        await second.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal([address], second.Urls);
    }
}
