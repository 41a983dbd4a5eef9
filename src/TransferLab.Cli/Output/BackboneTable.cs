namespace TransferLab.Cli.Output;

/// <summary>Prints what is inside a backbone as tables.</summary>
internal static class BackboneTable
{
    public static void Write(TextWriter output, BackboneReport report, bool cuts)
    {
        var console = Consoles.For(output);
        var s = report.Spec;
        console.MarkupLineInterpolated($"[bold]{s.Name}[/]  {report.Parameters:N0} parameters, {Compact(report.MultiplyAdds)} multiply-adds per image");
        var (layout, channels) = (s.Layout.ToString().ToUpperInvariant(), s.Channels.ToString().ToUpperInvariant());
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"input     {s.InputName}: {layout}, {s.Width}×{s.Height}, {channels}; {Arithmetic(s.PixelScale, s.Mean, s.Std)}");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"features  {s.FeatureValue}: {report.FeatureShape}, {report.FeatureCount} per image");
        console.MarkupLineInterpolated($"licence   {s.Licence ?? "not known; ask its source"}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("layer group").AddColumn("ends with").AddColumn("output shape")
            .AddColumn(new TableColumn("layers").RightAligned()).AddColumn(new TableColumn("parameters").RightAligned())
            .AddColumn(new TableColumn("multiply-adds").RightAligned());
        foreach (var g in report.Groups)
            table.AddRow(Markup.Escape(g.Name), Markup.Escape(g.EndValue), Markup.Escape(g.OutputShape), g.Layers.Count.ToString(CultureInfo.InvariantCulture),
                g.Parameters.ToString("N0", CultureInfo.InvariantCulture), Compact(g.MultiplyAdds));
        console.Write(table);
        if (!cuts)
        {
            console.MarkupLineInterpolated(
                $"{report.CutPoints.Count} cut points between layers; --cuts lists them. Freeze with --freeze partial:N (last N groups train) or until:VALUE.");
            return;
        }
        var list = new Table().Border(TableBorder.Simple).AddColumn("cut point (--freeze until:VALUE)").AddColumn("shape").AddColumn("layer group");
        foreach (var c in report.CutPoints)
            list.AddRow(Markup.Escape(c.Value), Markup.Escape(c.Shape), Markup.Escape(c.Group ?? ""));
        console.Write(list);
    }

    /// <summary>How a pixel becomes a number, as a formula.</summary>
    public static string Arithmetic(double scale, IReadOnlyList<double> mean, IReadOnlyList<double> std) =>
        string.Create(CultureInfo.InvariantCulture, $"(pixel × {scale:0.######} − {Numbers(mean)}) / {Numbers(std)}");

    private static string Numbers(IReadOnlyList<double> values) =>
        values.Distinct().Count() == 1 ? values[0].ToString("0.###", CultureInfo.InvariantCulture)
            : "(" + string.Join(", ", values.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture))) + ")";

    /// <summary>A large number in short, e.g. <c>3.4 M</c>.</summary>
    public static string Compact(long n) => n >= 1_000_000_000 ? (n / 1e9).ToString("0.00 G", CultureInfo.InvariantCulture)
        : n >= 1_000_000 ? (n / 1e6).ToString("0.0 M", CultureInfo.InvariantCulture)
        : n.ToString("N0", CultureInfo.InvariantCulture);
}
