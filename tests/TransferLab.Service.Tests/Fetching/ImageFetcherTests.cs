using System.Net;
using TransferLab.Service.Errors;
using TransferLab.Service.Fetching;
using TransferLab.Service.Uploads;

namespace TransferLab.Service.Tests.Fetching;

public sealed class ImageFetcherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:53aa:64c::1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_public_addresses_are_public(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("example.org", "http://example.org/a.png", true)]
    [InlineData("example.org", "https://EXAMPLE.org/a.png", true)]
    [InlineData("example.org", "http://example.org:8080/a.png", false)]
    [InlineData("example.org:8080", "http://example.org:8080/a.png", true)]
    [InlineData("example.org", "http://a.example.org/", false)]
    [InlineData("*.example.org", "http://a.example.org/", true)]
    [InlineData("*.example.org", "http://badexample.org/", false)]
    [InlineData("*.example.org", "http://example.org/", false)]
    [InlineData("*", "http://anything.net/", true)]
    [InlineData("*", "http://anything.net:22/", false)]
    public void The_list_is_read_as_written(string rule, string url, bool allowed) => Assert.Equal(allowed, new HostAllowList([rule]).Allows(new Uri(url)));

    [Theory]
    [InlineData("")]
    [InlineData("http://example.org")]
    [InlineData("example.org/path")]
    [InlineData("example.org:0")]
    [InlineData("example.org:port")]
    [InlineData("a.*.org")]
    public void A_rule_that_is_no_host_is_no_rule(string rule) => Assert.False(HostAllowList.IsRule(rule));

    [Fact]
    public async Task A_picture_is_fetched_and_redirects_are_followed_within_the_list()
    {
        using var server = Server();
        using var fetcher = Fetcher([server.Host], _ => true);
        using (var body = await fetcher.FetchAsync(server.At("/picture"), Token))
            Assert.Equal([1, 2, 3], body.Bytes.ToArray());
        using (var body = await fetcher.FetchAsync(server.At("/to?/picture"), Token))
            Assert.Equal([1, 2, 3], body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("/to?http://169.254.169.254/latest/meta-data", "list")]
    [InlineData("/to?http://elsewhere.example/", "list")]
    [InlineData("/to?ftp://elsewhere.example/", "http")]
    [InlineData("/loop", "redirects")]
    [InlineData("/missing", "404")]
    [InlineData("/large", "bytes")]
    public async Task What_leads_elsewhere_or_nowhere_is_refused(string path, string says)
    {
        using var server = Server();
        using var fetcher = Fetcher([server.Host], _ => true);
        var error = await Assert.ThrowsAsync<ServiceException>(() => fetcher.FetchAsync(server.At(path), Token));
        Assert.Equal(400, error.Status);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_on_the_list_that_leads_inside_is_not_connected_to()
    {
        using var server = Server();
        using var fetcher = Fetcher([$"localhost:{server.Port}"], PublicAddresses.IsPublic);
        var error = await Assert.ThrowsAsync<ServiceException>(() => fetcher.FetchAsync($"http://localhost:{server.Port}/picture", Token));
        Assert.Equal("The URL could not be fetched.", error.Message);
        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("picture.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:word@example.org/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    public async Task What_is_no_public_address_is_refused_before_anything_is_asked(string url)
    {
        using var fetcher = Fetcher(["*"], PublicAddresses.IsPublic);
        Assert.Equal(400, (await Assert.ThrowsAsync<ServiceException>(() => fetcher.FetchAsync(url, Token))).Status);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_fetched()
    {
        using var fetcher = Fetcher([], _ => true);
        Assert.Contains("fetches no", (await Assert.ThrowsAsync<ServiceException>(() => fetcher.FetchAsync("http://example.org/a.png", Token))).Message,
            StringComparison.Ordinal);
    }

    private static PictureServer Server() => new();

    private static ImageFetcher Fetcher(IReadOnlyList<string> hosts, Func<IPAddress, bool> mayConnect) =>
        new(new FetchOptions { Hosts = hosts, Seconds = 5 }, 1000, new ByteBudget(1 << 20), mayConnect);
}
