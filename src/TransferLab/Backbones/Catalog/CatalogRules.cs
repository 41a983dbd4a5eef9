using System.Text.RegularExpressions;
using NuGet.Packaging;
using NuGet.Versioning;

namespace TransferLab.Backbones.Catalog;

/// <summary>What the values of an entry must be beyond their types.</summary>
internal static partial class CatalogRules
{
    /// <summary>The first field whose value makes no sense, and what would; null when all is well.</summary>
    public static (string Field, string Problem)? Check(CatalogEntry e)
    {
        if (!Name().IsMatch(e.Name))
            return ("name", "must be up to 100 letters, digits, '.', '_' and '-', the first a letter or digit");
        if (!Name().IsMatch(e.File) || !e.File.EndsWith(".onnx", StringComparison.Ordinal))
            return ("file", "must be the name of a file without folders that ends with .onnx: letters, digits, '.', '_' and '-'");
        (string, string?)[] texts =
        [
            ("description", e.Description), ("source", e.Source), ("licence", e.Licence), ("featureValue", e.FeatureValue), ("input.name", e.Input.Name),
            ("trainedOn", e.TrainedOn), ("note", e.Note),
        ];
        foreach (var (field, text) in texts)
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl)))
                return (field, "must be one line of text that is not empty");
        if (!Hash().IsMatch(e.Sha256))
            return ("sha256", "must be 64 hexadecimal digits");
        if (e.Bytes < 1)
            return ("bytes", "must be 1 or more");
        if (e.Parameters < 1)
            return ("parameters", "must be 1 or more, or null");
        if (CheckDownload(e.Download, "download") is { } wrong)
            return wrong;
        foreach (var mirror in e.Mirrors)
            if (mirror is null)
                return ("mirrors", "must be a list of objects with base and path");
            else if (CheckDownload(mirror, "mirrors") is { } other)
                return other;
        return CheckPackage(e.Nuget) ?? CheckInput(e.Input);
    }

    private static (string Field, string Problem)? CheckDownload(CatalogDownload? d, string name)
    {
        if (d is null)
            return null;
        if (!d.Base.IsAbsoluteUri || d.Base.Scheme is not ("https" or "http") || d.Base.UserInfo.Length > 0 || d.Base.Query.Length + d.Base.Fragment.Length > 0
            || !d.Base.AbsoluteUri.EndsWith('/'))
            return ($"{name}.base", "must begin with https:// or http:// and end with a slash, without user, query or fragment");
        return IsPath(d.Path) ? null
            : ($"{name}.path", "must be a path without a slash in front and without '..': letters, digits, '.', '_', '~', '+', '-' between slashes");
    }

    private static (string Field, string Problem)? CheckPackage(CatalogPackage? p)
    {
        if (p is null)
            return null;
        if (!PackageIdValidator.IsValidPackageId(p.Package))
            return ("nuget.package", "must be the identifier of a NuGet package");
        if (!NuGetVersion.TryParse(p.Version, out _))
            return ("nuget.version", "must be one version of the package, e.g. 1.2.3");
        if (!IsPath(p.File))
            return ("nuget.file", "must be a path without a slash in front and without '..': letters, digits, '.', '_', '~', '+', '-' between slashes");
        return p.Bytes < 1 ? ("nuget.bytes", "must be 1 or more, or null") : null;
    }

    private static bool IsPath(string path) => Segments().IsMatch(path) && !path.Split('/').Any(s => s is "." or "..");

    private static (string Field, string Problem)? CheckInput(CatalogInput i)
    {
        if (i.Width is < 1 or > 16384)
            return ("input.width", "must be 1 to 16384 pixels");
        if (i.Height is < 1 or > 16384)
            return ("input.height", "must be 1 to 16384 pixels");
        // Enumerations are also read from bare numbers, which may mean nothing.
        if (!Enum.IsDefined(i.Layout))
            return ("input.layout", "must be nchw or nhwc");
        if (!Enum.IsDefined(i.Channels))
            return ("input.channels", "must be rgb, bgr or gray");
        if (!double.IsFinite(i.PixelScale) || i.PixelScale == 0)
            return ("input.pixelScale", "must be a finite number other than 0");
        var channels = i.Channels == ChannelOrder.Gray ? 1 : 3;
        var count = channels == 1 ? "one number" : "one number or three";
        if ((i.Mean.Count != 1 && i.Mean.Count != channels) || !i.Mean.All(double.IsFinite))
            return ("input.mean", $"must be a list of {count}, all finite");
        if ((i.Std.Count != 1 && i.Std.Count != channels) || !i.Std.All(s => double.IsFinite(s) && s != 0))
            return ("input.std", $"must be a list of {count}, all finite and other than 0");
        if (i.Resize is { } mode && !Enum.IsDefined(mode))
            return ("input.resize", "must be crop, squash or pad");
        if (i.ResizeScale is { } scale && !(scale > 0 && scale <= 1))
            return ("input.resizeScale", string.Create(CultureInfo.InvariantCulture, $"{scale} must be above 0, at most 1"));
        return i.Interpolation is { } kernel && !Enum.IsDefined(kernel) ? ("input.interpolation", "must be bilinear or bicubic") : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A[A-Za-z0-9._~+-]+(/[A-Za-z0-9._~+-]+)*\z")]
    private static partial Regex Segments();
}
