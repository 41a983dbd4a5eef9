namespace TransferLab.Reports.Html;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Link">A relative address it leads to; null for none.</param>
/// <param name="IsStrong">Whether it stands out.</param>
/// <param name="Note">Small print below; null for none.</param>
internal sealed record HtmlCell(string Text, string? Link = null, bool IsStrong = false, string? Note = null)
{
    public static implicit operator HtmlCell(string text) => new(text);
}
