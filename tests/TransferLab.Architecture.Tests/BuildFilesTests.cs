using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransferLab.Architecture.Tests;

/// <summary>Solution, package versions, lock files, line ends.</summary>
public partial class BuildFilesTests
{
    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("TransferLab.sln");
        Findings.None(Repository.Projects.Where(p => !solution.Contains($"\"{p.Replace('/', '\\')}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_solution_names_only_projects_that_exist() =>
        Findings.None(SolutionProject().Matches(Repository.Read("TransferLab.sln")).Select(m => m.Groups["path"].Value.Replace('\\', '/')).Except(Repository.Projects));

    [Fact]
    public void Package_versions_are_stated_centrally_and_only_there()
    {
        var file = Repository.Xml("Directory.Packages.props");
        var central = file.Descendants().Where(e => e.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        // A version that the command line may replace is a property whose default stands in the same file.
        var defaults = file.Descendants("PropertyGroup").Elements().ToDictionary(e => $"$({e.Name.LocalName})", e => e.Value);
        Assert.All(central, p => Assert.Matches(@"^\d+(\.\d+)+(-[\w.]+)?$", defaults.GetValueOrDefault(p.Value, p.Value)));
        foreach (var (project, reference) in References())
        {
            var name = (string)reference.Attribute("Include")!;
            Assert.True(reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null, $"{project} states a version of {name}");
            Assert.True(name.StartsWith("$(", StringComparison.Ordinal) || central.ContainsKey(name), $"{project} references {name}, which Directory.Packages.props does not list");
        }
    }

    [Fact]
    public void Versions_of_packages_that_are_only_downloaded_are_central_properties()
    {
        var properties = Repository.Xml("Directory.Packages.props").Descendants("PropertyGroup").Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
        var downloads = Repository.Files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets").SelectMany(f => Repository.Xml(f).Descendants("PackageDownload").Select(d => (f, d))).ToList();
        Assert.NotEmpty(downloads);
        foreach (var (file, download) in downloads)
        {
            // NuGet takes no versions of its own for these, only one in brackets.
            var version = (string)download.Attribute("Version")!;
            Assert.Matches(@"^\[\$\(\w+\)\]$", version);
            Assert.True(properties.TryGetValue(version[3..^2], out var number), $"{file} names {version}, which Directory.Packages.props does not set");
            Assert.Matches(@"^\d+(\.\d+)+(-[\w.]+)?$", number);
        }
    }

    [Fact]
    public void Lock_files_do_not_say_where_packages_came_from()
    {
        var locks = Repository.Files.Where(f => Path.GetFileName(f) is "package-lock.json" or "packages.lock.json").ToArray();
        Findings.None(Repository.Projects.Select(p => Path.GetDirectoryName(p)!.Replace('\\', '/') + "/packages.lock.json").Except(locks));
        Assert.All(locks, f => Assert.DoesNotMatch("\"resolved\": \"http", Repository.Read(f)));
    }

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() =>
        Findings.None(Repository.TextFiles.Where(f => RegistryHost().IsMatch(Repository.Read(f))));

    [Fact]
    public void Text_files_end_their_lines_with_a_line_feed() =>
        Findings.None(Repository.TextFiles.Where(f => Repository.Read(f).Contains('\r', StringComparison.Ordinal)));

    [Fact]
    public void Warnings_are_errors_and_none_is_switched_off_for_a_whole_project()
    {
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
        Findings.None(BuildFiles
            .Where(f => Repository.Xml(f).Descendants("NoWarn").Any() || Repository.Xml(f).Descendants("TreatWarningsAsErrors").Any(e => e.Value != "true")));
    }

    [Fact]
    public void Packages_are_audited_and_only_the_findings_of_that_stay_warnings()
    {
        Assert.Equal(["Directory.Build.props: true"], BuildFiles.SelectMany(f => Repository.Xml(f).Descendants("NuGetAudit").Select(a => $"{f}: {a.Value}")));
        Assert.All(BuildFiles.SelectMany(f => Repository.Xml(f).Descendants("WarningsNotAsErrors")),
            w => Assert.Matches(@"^\$\(WarningsNotAsErrors\)(;NU190\d)+$", w.Value));
    }

    [Fact]
    public void Versions_come_from_the_tags_of_the_repository_and_are_stated_nowhere()
    {
        Assert.Contains(Repository.Xml("Directory.Packages.props").Descendants("GlobalPackageReference"), r => (string)r.Attribute("Include")! == "MinVer");
        string[] names = ["Version", "VersionPrefix", "VersionSuffix", "PackageVersion", "AssemblyVersion", "FileVersion", "InformationalVersion"];
        Findings.None(BuildFiles.SelectMany(f => Repository.Xml(f).Descendants("PropertyGroup").Elements()
            .Where(e => names.Contains(e.Name.LocalName)).Select(e => $"{f}: {e}")));
    }

    private static IEnumerable<string> BuildFiles => Repository.Files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets");

    private static IEnumerable<(string File, XElement Reference)> References() =>
        BuildFiles.SelectMany(f => Repository.Xml(f).Descendants("PackageReference").Select(r => (f, r)));

    [GeneratedRegex(@"= ""[^""]+"", ""(?<path>[^""]+\.csproj)""")]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"://(?:www\.)?(?:registry|api|index|packages|pkgs|crates|proxy|mirrors?|npm|nuget|pypi)\.[\w-]+\.\w+", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
