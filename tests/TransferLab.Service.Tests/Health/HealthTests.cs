using System.Net.Http.Json;
using System.Text.Json;

namespace TransferLab.Service.Tests.Health;

public sealed class HealthTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task The_host_says_how_it_is(string kind)
    {
        var json = await served.Client.GetFromJsonAsync<JsonElement>(new Uri($"/health/{kind}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(kind, json.GetProperty("status").GetString());
    }
}
