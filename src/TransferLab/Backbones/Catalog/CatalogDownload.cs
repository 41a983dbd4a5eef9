namespace TransferLab.Backbones.Catalog;

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
