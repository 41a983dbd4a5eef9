namespace TransferLab.Backbones.Catalog;

/// <summary>The backbones known by name: those of the <c>models/catalog.json</c> this assembly was built with, and those
/// of a user's own catalogue. A user's entry replaces one of the same name, and a user's default the tool's.</summary>
public sealed class BackboneCatalog
{
    /// <summary>The environment variable that names a user's own catalogue file.</summary>
    public const string Variable = "TRANSFERLAB_CATALOG";

    private const string Resource = "TransferLab.catalog.json";

    internal BackboneCatalog(IReadOnlyList<CatalogEntry> entries, CatalogEntry? standard)
    {
        Entries = entries;
        Default = standard;
    }

    /// <summary>All entries: the tool's in the order of its file, then the user's.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; }

    /// <summary>The backbone that is used where none is named; null where the catalogue names none.</summary>
    public CatalogEntry? Default { get; }

    /// <summary>The tool's catalogue with that of <see cref="Variable"/>, if it is set.</summary>
    /// <exception cref="BackboneException">The user's catalogue cannot be read; the message names entry and field.</exception>
    public static BackboneCatalog Load() => Load(Environment.GetEnvironmentVariable(Variable) is { } path && !string.IsNullOrWhiteSpace(path) ? path : null);

    /// <summary>The tool's catalogue with a user's.</summary>
    /// <param name="path">The user's catalogue file; null for none.</param>
    /// <exception cref="BackboneException">The user's catalogue cannot be read; the message names entry and field.</exception>
    public static BackboneCatalog Load(string? path)
    {
        using var stream = typeof(BackboneCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var own = CatalogReader.Read(bytes, "of TransferLab");
        if (path is null)
            return Merge(own, (null, []), "of TransferLab");
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BackboneException($"The catalogue '{path}' cannot be read: {e.Message} {Variable} names it; correct or unset it.", e);
        }
        var source = $"'{path}'";
        return Merge(own, CatalogReader.Read(bytes, source, Path.GetDirectoryName(Path.GetFullPath(path))), source);
    }

    /// <summary>The entry of a name; null where there is none.</summary>
    public CatalogEntry? Find(string name) => Entries.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entry of a name.</summary>
    /// <exception cref="BackboneException">There is none; the message suggests others.</exception>
    public CatalogEntry Get(string name) => Find(name)
        ?? throw new BackboneException($"The catalogue has no backbone '{name}'; the nearest names are {NearestNames.Of(name, Entries.Select(e => e.Name))}.");

    /// <summary>What is known of a file by the SHA-256 of its bytes (hexadecimal); null where it is not in the catalogue.</summary>
    public CatalogEntry? FindByHash(string sha256) => Entries.LastOrDefault(e => string.Equals(e.Sha256, sha256, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file that is meant by what a person wrote: a file that exists, else the entry of that name, shipped
    /// or pulled, whose bytes are checked. Nothing is downloaded.</summary>
    /// <param name="nameOrFile">A file or a name; null for <see cref="Default"/>.</param>
    /// <param name="store">Where pulled files lie; null for the user's.</param>
    /// <returns>A path, as given where it was one.</returns>
    /// <exception cref="BackboneException">There is no such file; the message says how to get it.</exception>
    public string Resolve(string? nameOrFile, BackboneStore? store = null)
    {
        if (nameOrFile is null)
            return FileOf(Default ?? throw new BackboneException(
                $"{new SettingName("Backbone")} names none, and the catalogue has no default: name an ONNX file or an entry of the catalogue."), store);
        if (File.Exists(nameOrFile))
            return nameOrFile;
        if (Find(nameOrFile) is { } entry)
            return FileOf(entry, store);
        // Some formats are folders.
        return Directory.Exists(nameOrFile) ? nameOrFile
            : throw new BackboneException($"There is no backbone '{nameOrFile}': neither a file nor an entry of the catalogue. "
                + $"The nearest names are {NearestNames.Of(nameOrFile, Entries.Select(e => e.Name))}.");
    }

    private static string FileOf(CatalogEntry entry, BackboneStore? store)
    {
        store ??= BackboneStore.OfUser();
        string? wrong = null;
        foreach (var path in (string?[])[BackboneStore.FindShipped(entry), store.PathOf(entry)])
        {
            if (!File.Exists(path))
                continue;
            var actual = HashOf(path);
            if (actual == entry.Sha256)
                return path;
            wrong ??= $"{path} is not the backbone '{entry.Name}' of the catalogue: its SHA-256 is {actual}, not {entry.Sha256}.";
        }
        if (wrong is not null)
            throw new BackboneException($"{wrong} {(entry.CanBePulled ? $"Pull '{entry.Name}' again." : "Put the right file there.")}");
        var missing = entry.Shipped
            ? $"The backbone '{entry.Name}' is neither at {BackboneStore.ShippedPlace(entry)} nor at {store.PathOf(entry)}"
            : $"The backbone '{entry.Name}' is not on this machine yet";
        throw new BackboneException(
            entry.CanBePulled
            ? $"{missing}: pull '{entry.Name}' first, in a program by {nameof(BackboneDownload)}.{nameof(BackboneDownload.EnsureAsync)}."
            : entry.Shipped ? (InputMessage)$"{missing}: put its file there (SHA-256 {entry.Sha256}), or name another {new SettingName("Backbone")}."
            : $"The backbone '{entry.Name}' has no public download: put its file at {store.PathOf(entry)} (SHA-256 {entry.Sha256}).");
    }

    private static string HashOf(string path) =>
        FileWork.Do(() => ContentHash.OfFile(path), e => throw new BackboneException($"The backbone '{path}' cannot be read: {e.Message}", e));

    private static BackboneCatalog Merge((string? Default, IReadOnlyList<CatalogEntry> Entries) own,
        (string? Default, IReadOnlyList<CatalogEntry> Entries) users, string source)
    {
        var names = users.Entries.Select(e => e.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        CatalogEntry[] kept = [.. own.Entries.Where(e => !names.Contains(e.Name))];
        foreach (var entry in users.Entries)
            if (kept.FirstOrDefault(e => string.Equals(e.File, entry.File, StringComparison.OrdinalIgnoreCase)) is { } other)
                throw new BackboneException(
                    $"The catalogue {source}, entry '{entry.Name}': field 'file' {entry.File} is the file of '{other.Name}'; choose another name for it.");
        var catalog = new BackboneCatalog([.. kept, .. users.Entries], null);
        return (users.Default ?? own.Default) is not { } name ? catalog : new(catalog.Entries,
            catalog.Find(name) ?? throw new BackboneException($"The catalogue {source}: field 'default' names '{name}', which is no entry."));
    }
}

/// <summary>What a run says of the network it starts from.</summary>
internal static class BackboneWords
{
    /// <summary>One line, e.g. <c>resnet18-imagenet: ResNet-18, trained on ImageNet-1k (1000 classes) at 224x224, MIT</c>.</summary>
    public static string Of(BackboneSpec spec, BackboneCatalog catalog)
    {
        var entry = catalog.FindByHash(spec.Sha256);
        var size = string.Create(CultureInfo.InvariantCulture, $"{spec.Width}x{spec.Height}");
        var licence = spec.Licence ?? "licence not known";
        if (entry is null)
            return $"{spec.Name}: not in the catalogue, pictures at {size}, {licence}";
        // Pictures may be given at another size than the network was trained on.
        var trained = string.Create(CultureInfo.InvariantCulture, $"{entry.Input.Width}x{entry.Input.Height}");
        var text = $"{spec.Name}: {entry.Description}, {(entry.TrainedOn is { } on ? $"trained on {on} at {trained}" : $"made for {trained}")}";
        return $"{text}{(size == trained ? "" : $", used at {size}")}, {licence}";
    }
}
