namespace TransferLab.Cli.Commands;

/// <summary>Where features are cached between runs.</summary>
internal static class FeatureCacheFolder
{
    /// <summary>The folder where none is named; null keeps features in the run's own folder.</summary>
    public static string? Standard()
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        // A service account may have no home; its runs then keep their features to themselves.
        return Path.IsPathRooted(root) ? Path.Combine(root, "transferlab", "features") : null;
    }
}
