namespace TransferLab.Backbones.Catalog;

/// <summary>Where the files of catalogued backbones lie: pulled ones in a folder of the user's, shipped ones beside the tool or the catalogue that names
/// them.</summary>
public sealed class BackboneStore
{
    /// <summary>The environment variable that moves the store: <c>$TRANSFERLAB_HOME/backbones</c>.</summary>
    public const string HomeVariable = "TRANSFERLAB_HOME";

    private const string ShippedFolder = "models";

    /// <summary>A store in a folder of one's own; it need not exist yet.</summary>
    public BackboneStore(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        Root = Path.GetFullPath(root);
    }

    /// <summary>Full path of the folder of pulled files.</summary>
    public string Root { get; }

    /// <summary>The user's store: <c>backbones</c> in the folder that <see cref="HomeVariable"/> names, else <c>transferlab/backbones</c> in the platform's
    /// folder for user data (<c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, <c>~/Library/Application Support</c>, <c>%LOCALAPPDATA%</c>).</summary>
    /// <exception cref="BackboneException">There is no such folder, as for a service account without a home.</exception>
    public static BackboneStore OfUser()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is { } home && !string.IsNullOrWhiteSpace(home))
            return new(Path.Combine(home, "backbones"));
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathRooted(data)
            ? new(Path.Combine(data, "transferlab", "backbones"))
            : throw new BackboneException($"This account has no folder for backbones: set {HomeVariable} to one, e.g. {HomeVariable}=/srv/transferlab.");
    }

    /// <summary>Where the pulled file of an entry lies, or would lie.</summary>
    public string PathOf(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Path.Combine(Root, entry.File);
    }

    /// <summary>The file of an entry, shipped before pulled; null where neither is there. Its contents are not looked at.</summary>
    public string? Find(CatalogEntry entry) => FindShipped(entry) ?? (File.Exists(PathOf(entry)) ? PathOf(entry) : null);

    /// <summary>Whether the file of an entry is here.</summary>
    public BackboneState StateOf(CatalogEntry entry)
    {
        if (FindShipped(entry) is not null)
            return BackboneState.Shipped;
        var file = new FileInfo(PathOf(entry));
        if (file.Exists)
            return file.Length == entry.Bytes ? BackboneState.Pulled : BackboneState.Damaged;
        return entry.CanBePulled ? BackboneState.NotPulled : BackboneState.Missing;
    }

    /// <summary>The shipped file of an entry; null where it is not shipped or not there.</summary>
    internal static string? FindShipped(CatalogEntry entry) => entry.Shipped && File.Exists(ShippedPlace(entry)) ? ShippedPlace(entry) : null;

    /// <summary>Where the shipped file of an entry belongs: beside its catalogue, or in <c>models/</c> beside the program.</summary>
    internal static string ShippedPlace(CatalogEntry entry) => Path.Combine(entry.Folder ?? Path.Combine(AppContext.BaseDirectory, ShippedFolder), entry.File);
}

/// <summary>Whether a catalogued backbone's file is on this machine. Goes by existence and length; the hash is checked when the file is used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackboneState>))]
public enum BackboneState
{
    /// <summary>It came with the tool, or with the user's catalogue.</summary>
    [JsonStringEnumMemberName("shipped")]
    Shipped,
    /// <summary>It lies in the store.</summary>
    [JsonStringEnumMemberName("pulled")]
    Pulled,
    /// <summary>It is not here, but can be pulled.</summary>
    [JsonStringEnumMemberName("not-pulled")]
    NotPulled,
    /// <summary>It is not here, and no download is known.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
    /// <summary>A file of its name lies in the store, but has another length.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,
}
