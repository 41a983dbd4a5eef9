using System.Net;
using System.Text.Json;

namespace TransferLab.Service.Tests;

/// <summary>Checks of error answers.</summary>
internal static class Problem
{
    /// <summary>The answer is a ProblemDetails of a status, without anything from inside the host; returns its detail.</summary>
    public static async Task<string> AssertAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}, not {status}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(body);
        Assert.Equal((int)status, json.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.RootElement.GetProperty("title").GetString()!);
        foreach (var leak in (string[])["   at ", "Exception", "TransferLab."])
            Assert.DoesNotContain(leak, body, StringComparison.Ordinal);
        return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";
    }
}
