namespace TransferLab.Backbones.Catalog;

/// <summary>A backbone of the catalogue: where its file comes from, how to tell that it is the right one, and what one must know to feed it.</summary>
public sealed record CatalogEntry
{
    /// <summary>What it is asked for by: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>. Upper and lower case are the same name.</summary>
    public required string Name { get; init; }
    /// <summary>A few words for lists.</summary>
    public required string Description { get; init; }
    /// <summary>Name of the file, without folders; ends with <c>.onnx</c>.</summary>
    public required string File { get; init; }
    /// <summary>Whether the file lies in <c>models/</c> beside the program (beside the catalogue, for entries of a user's own).</summary>
    public bool Shipped { get; init; }
    /// <summary>Where it can be downloaded; null where no public address is known.</summary>
    public CatalogDownload? Download { get; init; }
    /// <summary>A file inside a NuGet package that holds it; null where there is none. Tried before addresses.</summary>
    public CatalogPackage? Nuget { get; init; }

    /// <summary>Where else the very same file can be downloaded, in the order in which they are tried after <see cref="Download"/>.</summary>
    public IReadOnlyList<CatalogDownload> Mirrors { get => field ?? []; init; }

    /// <summary>The day on which it was last looked up that the file is where the entry says; null where nobody did.</summary>
    public DateOnly? Checked { get; init; }
    /// <summary>What else a person should know of where the file comes from; null for nothing.</summary>
    public string? Note { get; init; }
    /// <summary>Where the weights come from, in words.</summary>
    public required string Source { get; init; }
    /// <summary>Licence of the weights, an SPDX identifier where there is one.</summary>
    public required string Licence { get; init; }
    /// <summary>What the network was trained on, e.g. <c>ImageNet-1k (1000 classes)</c>; null where not known.</summary>
    public string? TrainedOn { get; init; }
    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }
    /// <summary>Length of the file in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>Learned numbers; null where not known.</summary>
    public long? Parameters { get; init; }
    /// <summary>What it takes.</summary>
    public required CatalogInput Input { get; init; }
    /// <summary>The value that carries the features; null to find it by walking back from the output.</summary>
    public string? FeatureValue { get; init; }

    /// <summary>Whether there is anything to pull it from.</summary>
    [JsonIgnore]
    public bool CanBePulled => Nuget is not null || Download is not null || Mirrors.Count > 0;

    /// <summary>Folder of a user's catalogue that the entry comes from; null for the tool's own.</summary>
    internal string? Folder { get; init; }

    /// <summary>What a caller would otherwise have to say of the file.</summary>
    internal BackboneOptions ToOptions() => new()
    {
        Name = Name,
        InputName = Input.Name,
        Layout = Input.Layout,
        Height = Input.Height,
        Width = Input.Width,
        Channels = Input.Channels,
        PixelScale = Input.PixelScale,
        Mean = Input.Mean,
        Std = Input.Std,
        FeatureValue = FeatureValue,
        ResizeMode = Input.Resize,
        ResizeScale = Input.ResizeScale,
        Interpolation = Input.Interpolation,
    };
}

/// <summary>What a catalogued backbone takes: <c>(pixel × PixelScale − Mean) / Std</c> per channel, as in <see cref="BackboneSpec"/>.</summary>
public sealed record CatalogInput
{
    /// <summary>Width in pixels, 1 to 16384.</summary>
    public required int Width { get; init; }
    /// <summary>Height in pixels, 1 to 16384.</summary>
    public required int Height { get; init; }
    /// <summary>Axis order.</summary>
    public required ImageLayout Layout { get; init; }
    /// <summary>Channel order.</summary>
    public required ChannelOrder Channels { get; init; }
    /// <summary>Factor on pixel values 0 to 255; finite, not 0.</summary>
    public required double PixelScale { get; init; }
    /// <summary>One mean for all channels, or three in the network's channel order.</summary>
    public required IReadOnlyList<double> Mean { get; init; }
    /// <summary>One deviation for all channels, or three; none is 0.</summary>
    public required IReadOnlyList<double> Std { get; init; }
    /// <summary>The graph input that takes the images; null where there is only one.</summary>
    public string? Name { get; init; }
    /// <summary>How photographs get the input's size; null for the usual crop.</summary>
    public ResizeMode? Resize { get; init; }
    /// <summary>See <see cref="BackboneSpec.ResizeScale"/>; null for the default.</summary>
    public double? ResizeScale { get; init; }
    /// <summary>Resampling kernel; null for the default.</summary>
    public Interpolation? Interpolation { get; init; }
}

/// <summary>Where a backbone can be downloaded.</summary>
/// <param name="Base">An http or https address that ends with a slash; a mirror takes its place.</param>
/// <param name="Path">What comes behind it, with forward slashes.</param>
public sealed record CatalogDownload(Uri Base, string Path)
{
    /// <summary>The file's address.</summary>
    /// <param name="mirror">Instead of <see cref="Base"/>; null for none. A missing slash at its end is added.</param>
    public Uri Address(Uri? mirror = null)
    {
        if (mirror is null)
            return new Uri(Base, Path);
        var text = mirror.AbsoluteUri;
        return new Uri(new Uri(text.EndsWith('/') ? text : text + "/"), Path);
    }
}

/// <summary>A file inside a NuGet package, which comes from the sources that the machine is configured for.</summary>
/// <param name="Package">The package's identifier.</param>
/// <param name="Version">Its version, exactly.</param>
/// <param name="File">Path of the file in the package, with forward slashes.</param>
/// <param name="Bytes">Length of the package, for the progress of a download; null where not known.</param>
public sealed record CatalogPackage(string Package, string Version, string File, long? Bytes = null);
