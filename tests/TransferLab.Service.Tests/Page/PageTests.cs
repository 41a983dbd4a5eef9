using Microsoft.Playwright;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Service.Tests.Page;

public sealed class PageTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_on_the_page_comes_from_elsewhere()
    {
        foreach (var path in (string[])["/", "/page/app.css", "/page/app.js"])
        {
            var text = await served.Client.GetStringAsync(new Uri(path, UriKind.Relative), Token);
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("http://", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_is_classified_models_are_shown_and_a_run_is_followed()
    {
        var browser = s_browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "needs Debian's chromium (apt-get install chromium)");
        using var folder = new TemporaryFolder();
        var backbone = TinyBackbone.Write(folder.Path);
        TinyImages.WriteFolders(folder["data/stripes"], 8);
        await using var host = await RunningHost.StartAsync(new()
        {
            Package = served.Package,
            Retraining = new() { Folder = folder["runs"], ImageRoots = [folder["data"]], Backbones = [backbone] },
        });
        var run = (await host.SendAsync(HttpMethod.Post, "/v1/runs", new { images = folder["data/stripes"], backbone, normalization = "tf", epochs = 3 }))
            .GetProperty("id").GetString();
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox"] });
        var page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1000, Height = 800 } });
        var errors = new List<string>();
        page.PageError += (_, e) => errors.Add(e);
        page.Console += (_, m) =>
        {
            if (m.Type == "error" && !m.Text.Contains("favicon", StringComparison.Ordinal) && !m.Location.Contains("favicon", StringComparison.Ordinal))
                errors.Add(m.Text);
        };
        await page.GotoAsync(host.Client.BaseAddress!.ToString());
        await page.SetInputFilesAsync("#files", new FilePayload { Name = "stripes.png", MimeType = "image/png", Buffer = served.Images[0] });
        await page.Locator("#results article h3").WaitForAsync();
        Assert.Equal(served.Classifier.Decide(served.Classifier.Score(served.Images[0]))[0], await page.Locator("#results article h3").InnerTextAsync());
        Assert.Equal(3, await page.Locator("#results progress").CountAsync());
        await Picture(page, "classify");
        await LookWhereItLooked(page);

        // By keyboard alone: the second link is the models'.
        await page.Locator("nav a").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pin version 1" }).WaitForAsync();
        await Picture(page, "models");

        await page.GotoAsync(new Uri(host.Client.BaseAddress!, "#runs/" + run).ToString());
        await page.Locator("#run table caption").WaitForAsync();
        Assert.Contains("3 epochs", await page.Locator("#run svg").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        Assert.Equal(3, await page.Locator("#run .matrix tbody tr").CountAsync());
        await Picture(page, "runs");

        // A comparison is started from the keyboard and drawn once its runs are done.
        await page.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("#compare-images", folder["data/stripes"]);
        await page.FillAsync("#compare-backbone", folder["nowhere"]);
        await page.Locator("#compare-backbone").PressAsync("Enter");
        await page.Locator("#compare-status.bad").WaitForAsync();
        // The refusal is also in the console.
        errors.Clear();
        string[] strategies = ["linear-probe", "partial:1", "full"];
        var started = await host.SendAsync(HttpMethod.Post, "/v1/runs/comparisons",
            new { images = folder["data/stripes"], backbone, normalization = "tf", epochs = 2, strategies, seeds = 3 });
        foreach (var one in started.GetProperty("runs").EnumerateArray())
            while ((await host.SendAsync(HttpMethod.Get, $"/v1/runs/{one.GetProperty("id")}")).GetProperty("state").GetString() is "queued" or "running")
                await Task.Delay(50, Token);
        await page.ReloadAsync();
        await page.Locator("#comparisons svg").WaitForAsync();
        Assert.Equal(3, await page.Locator("#comparisons svg .mean").CountAsync());
        Assert.Equal(9, await page.Locator("#comparisons svg .run").CountAsync());
        Assert.Contains("partial:1", await page.Locator("#comparisons svg").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        await Picture(page, "comparison");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Picture(page, "comparison-dark");
        await page.SetViewportSizeAsync(390, 800);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than a telephone");
        await Picture(page, "comparison-390");
        Assert.Empty(errors);
    }

    /// <summary>The heat map of the best label, of another one, and the picture again, by keyboard alone.</summary>
    private static async Task LookWhereItLooked(IPage page)
    {
        var (picture, status) = (page.Locator("#results img"), page.Locator("#status"));
        var original = await picture.GetAttributeAsync("src");
        var toggle = page.GetByRole(AriaRole.Button, new() { Name = "Show where it looked", Exact = true });
        await toggle.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var best = await page.Locator("#results h3").InnerTextAsync();
        await Assertions.Expect(picture).ToHaveAttributeAsync("alt", $"Heat map over stripes.png: where the model looked for {best}");
        await Assertions.Expect(status).ToContainTextAsync($"Heat map for {best}");
        Assert.NotEqual(original, await picture.GetAttributeAsync("src"));
        Assert.True(await picture.EvaluateAsync<int>("async i => { await i.decode(); return i.naturalWidth; }") > 0);
        Assert.Equal("true", await toggle.GetAttributeAsync("aria-pressed"));
        await Assertions.Expect(page.Locator("#results figcaption")).ToBeVisibleAsync();
        await Picture(page, "heat");

        var other = page.Locator("#results button.label").Last;
        await other.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(picture).ToHaveAttributeAsync("alt", $"Heat map over stripes.png: where the model looked for {await other.InnerTextAsync()}");
        Assert.Equal("false", await toggle.GetAttributeAsync("aria-pressed"));

        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(picture).ToHaveAttributeAsync("alt", "stripes.png");
        Assert.Equal(original, await picture.GetAttributeAsync("src"));
        await Assertions.Expect(page.Locator("#results figcaption")).ToBeHiddenAsync();
    }

    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("TRANSFERLAB_PAGES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"service-{name}.png"), FullPage = true });
    }
}
