namespace TransferLab.Service.Page;

/// <summary>The page for people: some files in the assembly, nothing from elsewhere.</summary>
internal static class PageEndpoints
{
    private static readonly (string Path, string File, string Type)[] s_files =
    [
        ("/", "index.html", "html"), ("/page/app.css", "app.css", "css"),
        ("/page/app.js", "app.js", "javascript"), ("/page/comparison.js", "comparison.js", "javascript"),
    ];

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file, type) in s_files)
        {
            var content = Read(file);
            routes.MapGet(path, () => TypedResults.Bytes(content, $"text/{type}; charset=utf-8")).ExcludeFromDescription();
        }
        // Browsers ask for it; there is none.
        routes.MapGet("/favicon.ico", () => { throw ServiceException.NotFound("There is no icon."); }).ExcludeFromDescription();
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The assembly lacks {file}.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
