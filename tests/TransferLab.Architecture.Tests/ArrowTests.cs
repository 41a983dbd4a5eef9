using System.Reflection;

namespace TransferLab.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public class ArrowTests
{
    /// <summary>What each project under src may reference.</summary>
    private static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["TransferLab.Errors"] = [],
        ["TransferLab.Onnx"] = ["TransferLab.Errors"],
        ["TransferLab.TensorFlow"] = ["TransferLab.Errors", "TransferLab.Onnx"],
        ["TransferLab.Autodiff"] = ["TransferLab.Errors", "TransferLab.Onnx"],
        ["TransferLab.Kernels"] = [],
        ["TransferLab.Runtime"] = ["TransferLab.Errors", "TransferLab.Kernels"],
        ["TransferLab.Imaging"] = ["TransferLab.Errors"],
        ["TransferLab"] = ["TransferLab.Errors", "TransferLab.Onnx", "TransferLab.Autodiff", "TransferLab.Runtime", "TransferLab.Imaging", "TransferLab.TensorFlow"],
        ["TransferLab.Reports"] = ["TransferLab.Errors", "TransferLab.Imaging", "TransferLab.TensorFlow", "TransferLab"],
        ["TransferLab.Service"] = ["TransferLab.Errors", "TransferLab", "TransferLab.Reports"],
        ["TransferLab.Cli"] = ["TransferLab.Errors", "TransferLab", "TransferLab.Reports", "TransferLab.Service"],
        ["TransferLab.MLNet"] = ["TransferLab.Errors", "TransferLab"],
    };

    public static TheoryData<string> SourceProjects =>
        [.. Repository.Projects.Where(p => p.StartsWith("src/", StringComparison.Ordinal)).Select(p => Path.GetFileNameWithoutExtension(p))];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_references_only_what_the_design_lets_it_know(string project)
    {
        Assert.True(s_mayKnow.TryGetValue(project, out var allowed), $"{project} is not in the table of who may know whom: add it to ArrowTests and docs/architecture.md.");
        Findings.None(Repository.References($"src/{project}/{project}.csproj").Except(allowed));
    }

    // Project references are transitive, so what the compiled assembly uses is looked at too: types of the projects it may know, and of those behind them
    // only what the former show in their own public members (who sets a ResizeMode must name it).
    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void An_assembly_uses_only_what_the_design_lets_it_know(string project)
    {
        var path = Path.Combine(AppContext.BaseDirectory, project + ".dll");
        Assert.True(File.Exists(path), $"{project} is not referenced by TransferLab.Architecture.Tests, directly or through others: nobody checks what it uses.");
        var known = s_mayKnow[project];
        var shown = AssemblyTypes.Shown(known.Select(k => Path.Combine(AppContext.BaseDirectory, k + ".dll")).Where(File.Exists).Select(Assembly.LoadFrom));
        Findings.None(AssemblyTypes.Used(Assembly.LoadFrom(path))
            .Where(t => t.Assembly.GetName().Name is { } name && name.StartsWith("TransferLab", StringComparison.Ordinal) && !known.Contains(name))
            .Where(t => !shown.Contains(t))
            .Select(t => $"{t.FullName} of {t.Assembly.GetName().Name}"));
    }

    [Fact]
    public void Nothing_under_src_references_tests()
    {
        var names = Repository.Projects.Where(p => p.StartsWith("tests/", StringComparison.Ordinal)).Select(p => Path.GetFileNameWithoutExtension(p)).ToHashSet();
        Assert.All(Repository.Projects.Where(p => p.StartsWith("src/", StringComparison.Ordinal)), p => Assert.DoesNotContain(Repository.References(p), names.Contains));
    }

    [Fact]
    public void Every_source_project_with_code_has_a_mirrored_test_project()
    {
        var projects = Repository.Projects.ToHashSet();
        Assert.All(projects.Where(p => p.StartsWith("src/", StringComparison.Ordinal)), p =>
        {
            var name = Path.GetFileNameWithoutExtension(p);
            Assert.Contains($"tests/{name}.Tests/{name}.Tests.csproj", projects);
        });
    }
}
