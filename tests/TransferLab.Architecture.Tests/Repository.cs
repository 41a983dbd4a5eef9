using System.Xml.Linq;
using TransferLab.Testing;

namespace TransferLab.Architecture.Tests;

/// <summary>The files of the checkout, without what builds and tools leave behind.</summary>
internal static class Repository
{
    private static readonly string[] s_left = ["bin", "obj", "node_modules", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts", "runs"];
    private static readonly string[] s_text =
        [".cs", ".csproj", ".props", ".targets", ".json", ".md", ".sln", ".proto", ".yml", ".yaml", ".xml", ".sh", ".html", ".css", ".js", ".csv", ".txt",
            ".editorconfig", ".gitignore", ".gitattributes", ".npmrc", ".config", ""];

    /// <summary>All files, as paths below the root with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(RepositoryRoot.Path).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles => Files.Where(f => s_text.Contains(Path.GetExtension(f)));

    public static IEnumerable<string> SourceFiles => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, file));

    public static XDocument Xml(string file) => XDocument.Load(Path.Combine(RepositoryRoot.Path, file));

    /// <summary>The project names a project file references directly.</summary>
    public static IEnumerable<string> References(string project) =>
        Xml(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            // In a worktree .git is a file.
            if (!s_left.Contains(Path.GetFileName(file)))
                yield return Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
            if (!s_left.Contains(Path.GetFileName(child)))
                foreach (var file in Walk(child))
                    yield return file;
    }
}
