using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransferLab.Reports.Tests.Html;

/// <summary>What holds for every page.</summary>
internal static partial class Page
{
    /// <summary>Parses a page and checks that it is well-formed, loads nothing, runs nothing and is accessible.</summary>
    public static XElement Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", html, StringComparison.Ordinal);
        var root = XDocument.Parse(html["<!DOCTYPE html>".Length..]).Root!;
        Assert.Contains(root.Descendants("meta"), m => m.Attribute("content")?.Value.StartsWith("default-src 'none'", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "link" or "iframe" or "object" or "embed" or "foreignObject" or "form" or "base");
        foreach (var attribute in root.DescendantsAndSelf().Attributes())
        {
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal), attribute.ToString());
            if (attribute.Name.LocalName is "src")
                Assert.StartsWith("data:image/jpeg;base64,", attribute.Value, StringComparison.Ordinal);
            if (attribute.Name.LocalName is "href")
                Assert.Matches(@"^\./[\w%./~-]+$", attribute.Value);
            if (attribute.Name.LocalName is "style")
                Assert.Matches(@"^--a:0(\.\d+)?$", attribute.Value);
        }
        Assert.DoesNotMatch(Loading(), root.Descendants("style").Single().Value);
        var ids = root.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Single(root.Descendants("h1"));
        Assert.All(root.Descendants("svg").Where(s => s.Attribute("role")?.Value == "img"), s =>
        {
            Assert.Equal(["title", "desc"], s.Elements().Take(2).Select(e => e.Name.LocalName));
            Assert.All(s.Elements().Take(2), e => Assert.NotEmpty(e.Value));
            Assert.Equal(string.Join(' ', s.Elements().Take(2).Select(e => e.Attribute("id")!.Value)), s.Attribute("aria-labelledby")!.Value);
        });
        Assert.All(root.Descendants("table"), t =>
        {
            Assert.NotEmpty(root.Descendants("p").Single(p => p.Attribute("id")?.Value == t.Attribute("aria-labelledby")!.Value).Value);
            Assert.All(t.Descendants("th"), h => Assert.Contains(h.Attribute("scope")!.Value, (string[])["row", "col"]));
            Assert.Single(t.Descendants("tr").Select(r => r.Elements().Count()).Distinct());
        });
        Assert.All(root.Descendants("img"), i => Assert.NotNull(i.Attribute("alt")));
        return root;
    }

    /// <summary>Every number of a drawing lies in it; NaN and the like would draw nothing.</summary>
    public static void CheckDrawings(XElement root)
    {
        foreach (var svg in root.Descendants("svg").Where(s => s.Attribute("role") is not null))
        {
            var size = svg.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
            foreach (var element in svg.Descendants())
            {
                foreach (var name in (string[])["x", "x1", "x2", "cx"])
                    if (element.Attribute(name) is { } x)
                        Assert.InRange(double.Parse(x.Value), -0.5, size[2] + 0.5);
                foreach (var name in (string[])["y", "y1", "y2", "cy"])
                    if (element.Attribute(name) is { } y)
                        Assert.InRange(double.Parse(y.Value), -0.5, size[3] + 0.5);
                if (element.Attribute("d") is { } d)
                    Assert.Matches(@"^(M[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+)*)+$", d.Value);
            }
        }
    }

    /// <summary>The section below a heading.</summary>
    public static XElement Section(XElement root, string heading) => root.Descendants("section").Single(s => s.Element("h2")!.Value == heading);

    [GeneratedRegex(@"url\(|@import|expression\(|https?:", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();
}
