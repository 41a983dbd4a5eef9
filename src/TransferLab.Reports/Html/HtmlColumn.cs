namespace TransferLab.Reports.Html;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand at the right.</param>
internal sealed record HtmlColumn(string Name, bool IsNumber = true);
