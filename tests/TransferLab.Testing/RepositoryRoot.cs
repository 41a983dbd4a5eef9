namespace TransferLab.Testing;

/// <summary>The checkout the running tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path of the folder that holds <c>TransferLab.sln</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TransferLab.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No TransferLab.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
