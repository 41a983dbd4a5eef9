namespace TransferLab.Testing;

/// <summary>
/// The folder of real pretrained models and photographs that lies beside the repository (<c>../shared</c>) on development machines.
/// Tests that need it call <see cref="Path"/>; without the folder they are skipped with a reason that names it.
/// </summary>
public static class SharedData
{
    private static readonly Lazy<string?> s_root = new(Find);

    /// <summary>Whether the folder is there.</summary>
    public static bool Exists => s_root.Value is not null;

    /// <summary>The full path of something below <c>../shared</c>; skips the running test when the folder is missing.</summary>
    /// <param name="relative">Path with forward slashes, e.g. <c>datasets/flowers_small</c>.</param>
    public static string Path(string relative)
    {
        Assert.SkipUnless(Exists, $"needs ../shared/{relative}, which is not part of the repository (set TRANSFERLAB_SHARED to its folder)");
        return System.IO.Path.Combine(s_root.Value!, relative);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TRANSFERLAB_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "TransferLab.sln")))
                continue;
            var shared = System.IO.Path.Combine(folder.Parent?.FullName ?? "/", "shared");
            return Directory.Exists(shared) ? shared : null;
        }
        return null;
    }
}
