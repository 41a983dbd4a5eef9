using System.Xml.Linq;
using TransferLab.Reports.Html;

namespace TransferLab.Reports.Tests.Html;

public sealed class HtmlWriterTests
{
    [Fact]
    public void Any_text_and_attribute_comes_back_as_it_was_or_with_replacement_characters()
    {
        var random = new Random(1);
        string[] pieces = ["<", ">", "&", "\"", "'", "&amp;", "</p>", "<!--", "]]>", "é", "日", "😀", "\ud83d", "\udc00", "\0", "\u0007", "\u001b", "\u202e", "\uffff", " ", "a", "\n", "\t", "\u0085"];
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var html = new HtmlWriter();
            using (html.Open("p", ("title", text)))
                html.Text(text);
            var element = XDocument.Parse(html.ToString().Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), LoadOptions.PreserveWhitespace).Root!;
            var wanted = string.Concat(text.EnumerateRunes().Select(r => r.Value is '\n' or '\t' || (!System.Text.Rune.IsControl(r) && r.Value != 0xFFFF) ? r.ToString() : "\uFFFD"));
            Assert.Equal(wanted, element.Value);
            Assert.Equal(wanted, element.Attribute("title")!.Value);
            Assert.Empty(element.Elements());
        }
    }

    [Fact]
    public void An_element_that_was_left_open_is_a_defect()
    {
        var html = new HtmlWriter();
        html.Open("p");
        Assert.Contains("'p'", Assert.Throws<InvalidOperationException>(html.ToString).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_style_sheet_cannot_end_its_element() =>
        Assert.Throws<ArgumentException>(() => new HtmlWriter().StyleSheet("p{} </style><script>"));
}
