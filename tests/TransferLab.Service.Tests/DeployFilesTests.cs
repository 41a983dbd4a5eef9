using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using TransferLab.Testing;
using YamlDotNet.RepresentationModel;

namespace TransferLab.Service.Tests;

/// <summary>The files below deploy/ can be read by whom they are for, and name only what there is.</summary>
public sealed class DeployFilesTests
{
    private static string Folder => Path.Combine(RepositoryRoot.Path, "deploy");

    public static TheoryData<string> Yaml => [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Yaml_can_be_read_and_kubernetes_objects_have_kinds_and_names(string file)
    {
        var documents = Read(file);
        Assert.NotEmpty(documents);
        if (file.StartsWith("kubernetes", StringComparison.Ordinal) || file.StartsWith("kserve", StringComparison.Ordinal))
            Assert.All(documents, d =>
            {
                Assert.Contains("apiVersion", d.Children.Keys.Select(k => k.ToString()));
                Assert.Contains("kind", d.Children.Keys.Select(k => k.ToString()));
                Assert.NotEmpty(d["metadata"]["name"].ToString());
            });
    }

    [Fact]
    public void The_cluster_gets_everything_it_needs_and_probes_routes_that_exist()
    {
        var documents = Read("kubernetes/service.yaml");
        Assert.Equal(["Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"], documents.Select(d => d["kind"].ToString()));
        var container = documents[0]["spec"]["template"]["spec"]["containers"][0];
        Assert.Equal("/health/ready", container["readinessProbe"]["httpGet"]["path"].ToString());
        Assert.Equal("/health/live", container["livenessProbe"]["httpGet"]["path"].ToString());
        Assert.True(int.Parse(documents[0]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"].ToString(),
            System.Globalization.CultureInfo.InvariantCulture) > new ClassifierHostOptions().StopSeconds);
    }

    [Fact]
    public void Compose_mounts_only_files_that_are_there_or_that_its_head_names()
    {
        var compose = Read("compose/compose.yaml")[0];
        var services = (YamlMappingNode)compose["services"];
        Assert.Equal(["transferlab", "collector", "prometheus", "grafana"], services.Children.Keys.Select(k => k.ToString()));
        string[] brought = ["./models", "./prometheus-key"];
        foreach (var mount in services.Children.Values.OfType<YamlMappingNode>().Where(s => s.Children.ContainsKey("volumes"))
            .SelectMany(s => (YamlSequenceNode)s["volumes"]).Select(v => v.ToString().Split(':')[0]))
            Assert.True(brought.Contains(mount) || File.Exists(Path.Combine(Folder, "compose", mount)), mount);
        Assert.True(File.Exists(Path.Combine(Folder, "compose", services["transferlab"]["build"]["context"].ToString(),
            services["transferlab"]["build"]["dockerfile"].ToString())));
    }

    [Fact]
    public void The_dockerfile_runs_without_root_and_checks_health()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "docker", "Dockerfile"));
        string[] known = ["FROM", "ARG", "RUN", "WORKDIR", "COPY", "USER", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];
        Assert.All(lines.Where((l, i) => l.Length > 0 && l[0] is not '#' && (i == 0 || !lines[i - 1].EndsWith('\\'))),
            l => Assert.Contains(l.Split(' ')[0], known));
        Assert.Contains(lines, l => l.StartsWith("USER $APP_UID", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("HEALTHCHECK", StringComparison.Ordinal) && l.Contains("/health/ready", StringComparison.Ordinal));
        Assert.True(Array.FindIndex(lines, l => l.StartsWith("USER", StringComparison.Ordinal))
            < Array.FindIndex(lines, l => l.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_dashboard_asks_for_metrics_that_the_host_has()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "compose", "grafana", "transferlab.json")));
        var source = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "TransferLab.Service", "Models", "HostMetrics.cs"));
        var names = Regex.Matches(dashboard.RootElement.GetRawText(), "transferlab_[a-z_]+").Select(m => m.Value).Distinct().ToArray();
        Assert.NotEmpty(names);
        Assert.All(names, n => Assert.Contains(
            $"\"{Regex.Replace(n, "(_seconds)?(_bucket|_sum|_count|_total)?$", "").Replace('_', '.')}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Systemd_finds_nothing_wrong_with_the_unit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze");
        Assert.SkipUnless(File.Exists("/usr/bin/dotnet"), "systemd-analyze wants the command of the unit, /usr/bin/dotnet, to be there");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze",
            ["verify", "--man=no", Path.Combine(Folder, "systemd", "transferlab.service")])
        { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.DoesNotContain("transferlab.service:", errors, StringComparison.Ordinal);
    }

    private static YamlMappingNode[] Read(string file)
    {
        using var reader = File.OpenText(Path.Combine(Folder, file));
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }
}
