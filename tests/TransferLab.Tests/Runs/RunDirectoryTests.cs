using System.Text.RegularExpressions;
using TransferLab.Data;
using TransferLab.Files;
using TransferLab.Optimizers;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_created_and_opened_again_with_its_configuration()
    {
        using (var run = RunDirectory.Create(_folder["runs/one"], Config()))
        {
            run.Metrics.Append(new EpochMetrics { Epoch = 1 });
            run.Checkpoints.Save(new CheckpointInfo { Epoch = 1, Step = 5 }, w => w.Add("w", [1]));
        }
        using var again = RunDirectory.Open(_folder["runs/one"]);

        Assert.Equal(Config().ToJson(), again.Config.ToJson());
        Assert.Equal(Config().Optimizer, again.Config.Optimizer);
        Assert.Equal(["ночь", "a"], again.Config.Dataset.Labels);
        Assert.Equal(ulong.MaxValue, again.Config.Seed);
        Assert.Single(again.Metrics.Read());
        Assert.Equal(1, again.Checkpoints.LoadLatest()!.Info.Epoch);
        Assert.Contains("ночь", File.ReadAllText(again.Files.Config), StringComparison.Ordinal);
        foreach (var path in new[] { again.Files.Config, again.Files.Metrics, again.Files.Checkpoints, again.Files.Classifier, again.Files.Cache })
            Assert.Equal(again.Root, Path.GetDirectoryName(path));
    }

    [Fact]
    public void Folders_that_are_in_use_are_refused()
    {
        _folder.Add("documents/thesis.txt");
        _folder.Add("file");
        RunDirectory.Create(_folder["run"], Config()).Dispose();

        Throws("not empty", () => RunDirectory.Create(_folder["documents"], Config()));
        Throws("is a file", () => RunDirectory.Create(_folder["file"], Config()));
        Throws("Resume", () => RunDirectory.Create(_folder["run"], Config()));
        Throws("holds no run", () => RunDirectory.Open(_folder["documents"]));
        Throws("does not exist", () => RunDirectory.Open(_folder["nowhere"]));
        Throws("cannot be created", () => RunDirectory.Create(_folder["file/below"], Config()));
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(_folder["documents"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_cannot_have_a_run_open_at_once()
    {
        using (RunDirectory.Create(_folder["run"], Config()))
            Throws("in use", () => RunDirectory.Open(_folder["run"]));

        RunDirectory.Open(_folder["run"]).Dispose();
    }

    [Fact]
    public void A_folder_left_with_nothing_but_a_lock_can_be_used()
    {
        _folder.Add("run/.lock");

        RunDirectory.Create(_folder["run"], Config()).Dispose();
    }

    [Fact]
    public void A_damaged_configuration_is_refused_and_the_lock_given_up()
    {
        RunDirectory.Create(_folder["run"], Config()).Dispose();
        var good = File.ReadAllText(_folder["run/config.json"]);

        foreach (var bad in new[] { "", "{", "null", "[]", "{}", "{\"formatVersion\":1}", good.Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal), good[..(good.Length / 2)] })
        {
            File.WriteAllText(_folder["run/config.json"], bad);
            Throws("config.json", () => RunDirectory.Open(_folder["run"]));
        }
        File.WriteAllText(_folder["run/config.json"], good);
        RunDirectory.Open(_folder["run"]).Dispose();
    }

    [Fact]
    public void Environment_says_what_the_run_was_made_with()
    {
        var environment = EnvironmentInfo.Current("1.22.0");

        Assert.StartsWith(".NET", environment.Framework, StringComparison.Ordinal);
        Assert.True(environment.Cores >= 1);
        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", EnvironmentInfo.Version);
        Assert.Matches($@"^{Regex.Escape(EnvironmentInfo.Version)}(\+[0-9a-f]{{40}})?$", environment.TransferLab);
        Assert.Equal("1.22.0", environment.OnnxRuntime);
    }

    private static RunConfig Config() => new()
    {
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Dataset = new DatasetConfig { Root = "/images", Labels = ["ночь", "a"], Task = LearningTask.MultiLabel, Fingerprint = "00" },
        Backbone = new RunBackbone { Path = "/m.onnx", Sha256 = "11", Settings = { ["layout"] = "NHWC" } },
        Freeze = "partial:2",
        Optimizer = new OptimizerOptions { Name = "nesterov", WeightDecay = 0.1f },
        LearningRate = 0.1,
        Seed = ulong.MaxValue,
        Settings = { ["augment"] = "light" },
    };

    private static void Throws(string part, Action act) => Assert.Contains(part, Assert.Throws<RunException>(act).Message, StringComparison.Ordinal);
}
