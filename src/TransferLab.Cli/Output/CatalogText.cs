namespace TransferLab.Cli.Output;

/// <summary>Shows the catalogue, as JSON or as tables.</summary>
internal static class CatalogText
{
    public static CatalogJson ToJson(BackboneCatalog catalog, BackboneStore store) =>
        new(catalog.Default?.Name, store.Root, [.. catalog.Entries.Select(e => ToJson(catalog, e, store))]);

    public static CatalogEntryJson ToJson(BackboneCatalog catalog, CatalogEntry e, BackboneStore store) =>
        new(e.Name, e.Description, store.StateOf(e), store.Find(e) ?? store.PathOf(e), e == catalog.Default, e.Download?.Address().AbsoluteUri, e.Nuget,
            [.. e.Mirrors.Select(m => m.Address().AbsoluteUri)],
            e.Checked, e.Note, e.Source, e.Licence, e.TrainedOn, e.Sha256, e.Bytes, e.Parameters, e.Input, e.FeatureValue);

    public static void Write(TextWriter output, BackboneCatalog catalog, BackboneStore store)
    {
        var console = Consoles.For(output);
        // Only names may be wrapped, where the terminal is narrow.
        var table = new Table().Border(TableBorder.Simple).AddColumn("name");
        // Parameters are a column only where some are known.
        var parameters = catalog.Entries.Any(e => e.Parameters is not null);
        if (parameters)
            table.AddColumn(new TableColumn("params").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("input").NoWrap()).AddColumn(new TableColumn("licence").NoWrap())
            .AddColumn(new TableColumn("size").RightAligned().NoWrap()).AddColumn(new TableColumn("state").NoWrap());
        // Fits 80 columns with the tool's own names.
        foreach (var column in table.Columns)
            column.Padding(0, 0, column == table.Columns[0] ? 2 : 0, 0);
        foreach (var e in catalog.Entries)
        {
            var name = Markup.Escape(e.Name) + (e == catalog.Default ? " [grey](default)[/]" : "");
            string[] rest =
            [
                string.Create(CultureInfo.InvariantCulture, $"{e.Input.Width}×{e.Input.Height}"), Markup.Escape(e.Licence),
                (e.Bytes / 1e6).ToString("0.0 MB", CultureInfo.InvariantCulture), State(store.StateOf(e)),
            ];
            table.AddRow(parameters ? [name, e.Parameters is { } p ? BackboneTable.Compact(p) : "", .. rest] : [name, .. rest]);
        }
        console.Write(table);
        if (catalog.Entries.Any(e => store.StateOf(e) == BackboneState.NotPulled))
            console.MarkupLine("Download one with 'transferlab backbones pull NAME'; use it by --backbone NAME.");
    }

    public static void Write(TextWriter output, CatalogEntry e, BackboneStore store)
    {
        var console = Consoles.For(output);
        var i = e.Input;
        var parameters = e.Parameters is { } p ? string.Create(CultureInfo.InvariantCulture, $", {p:N0} parameters") : "";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{e.Name}[/]  {e.Description}{parameters}");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"input     {i.Layout.ToString().ToUpperInvariant()}, {Input(i)}; {BackboneTable.Arithmetic(i.PixelScale, i.Mean, i.Std)}");
        console.MarkupLineInterpolated($"features  {e.FeatureValue ?? "found by walking back from the output"}");
        console.MarkupLineInterpolated($"licence   {e.Licence}");
        WriteOrigin(output, e);
        Line("file", store.PathOf(e));
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"size      {e.Bytes:N0} bytes");
        Line("sha-256", e.Sha256);
        var advice = !e.CanBePulled ? "The file is not on this machine: put it there by hand."
            : $"The file is not on this machine: 'transferlab backbones pull {e.Name}' downloads it, and its layers can be shown then.";
        console.MarkupLineInterpolated($"{advice}");

        // Addresses, paths and hashes are for copying: never broken into lines.
        void Line(string what, string value) => output.WriteLine($"{what,-10}{value}");
    }

    /// <summary>What the catalogue knows of where a file comes from.</summary>
    public static void WriteOrigin(TextWriter output, CatalogEntry e)
    {
        if (e.TrainedOn is { } on)
            Line("trained", $"on {on}");
        Line("source", e.Source);
        string[] places =
        [
            .. e.Nuget is { } p ? [$"NuGet package {p.Package} {p.Version}, {p.File}"] : (string[])[],
            .. e.Download is { } d ? [d.Address().AbsoluteUri] : (string[])[], .. e.Mirrors.Select(m => m.Address().AbsoluteUri),
        ];
        foreach (var place in places.DefaultIfEmpty("none that is public"))
            Line("download", place);
        if (e.Checked is { } day)
            Line("checked", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (e.Note is { } note)
            Line("note", note);

        // Addresses are for copying: never broken into lines.
        void Line(string what, string value) => output.WriteLine($"{what,-10}{value}");
    }

    private static string Input(CatalogInput i) =>
        string.Create(CultureInfo.InvariantCulture, $"{i.Width}×{i.Height}, {i.Channels.ToString().ToUpperInvariant()}");

    private static string State(BackboneState state) => state switch
    {
        BackboneState.Shipped => "[green]shipped[/]",
        BackboneState.Pulled => "[green]pulled[/]",
        BackboneState.Damaged => "[red]damaged[/]",
        BackboneState.Missing => "[grey]missing[/]",
        _ => "[grey]not pulled[/]",
    };
}
