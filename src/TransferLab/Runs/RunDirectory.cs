namespace TransferLab.Runs;

/// <summary>The folder of one run, whose paths <see cref="RunFiles"/> knows. While it is open no other process can open it.</summary>
internal sealed class RunDirectory : IDisposable
{
    private const string LockName = ".lock";

    private readonly FileStream _lock;

    private RunDirectory(string path, RunConfig config, FileStream lockFile, Action<string>? warn)
    {
        Files = new RunFiles(path);
        Config = config;
        _lock = lockFile;
        Metrics = new MetricsLog(Files.Metrics);
        Gradients = new GradientLog(Files.Gradients);
        RangeTest = new RangeTestLog(Files.RangeTest);
        Checkpoints = new CheckpointStore(Files.Checkpoints, warn);
    }

    /// <summary>Full path of the folder.</summary>
    public string Root => Files.Root;

    /// <summary>Paths of what is in it.</summary>
    public RunFiles Files { get; }

    /// <summary>What the run was started with, and the learning rate it has picked.</summary>
    public RunConfig Config { get; private set; }
    /// <summary>One row per epoch.</summary>
    public MetricsLog Metrics { get; }
    /// <summary>One row per epoch and layer group.</summary>
    public GradientLog Gradients { get; }
    /// <summary>The curve of the range test.</summary>
    public RangeTestLog RangeTest { get; }
    /// <summary>The checkpoints.</summary>
    public CheckpointStore Checkpoints { get; }

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string path) => File.Exists(new RunFiles(path).Config);

    /// <summary>Whether a new run can be created at a path: it does not exist, or is an empty folder. Lets callers fail before they do costly work.</summary>
    /// <exception cref="RunException">It cannot; the message says why.</exception>
    public static void CheckCreatable(string path)
    {
        var full = Full(path);
        if (File.Exists(full))
            throw new RunException($"'{full}' is a file: choose another folder for the run.");
        if (!Directory.Exists(full))
            return;
        if (IsRun(full))
            throw new RunException($"'{full}' already holds a run: continue it with {new SettingName("Resume")}, or choose another folder.");
        if (Directory.EnumerateFileSystemEntries(full).Any(e => Path.GetFileName(e) != LockName && !AtomicFile.IsTemporary(e)))
            throw new RunException($"The folder '{full}' is not empty and holds no run: choose another, so that nothing in it is overwritten.");
    }

    /// <summary>Creates the folder of a new run and writes its configuration.</summary>
    /// <param name="path">The folder: missing or empty.</param>
    /// <param name="config">What the run is started with.</param>
    /// <param name="warn">Told about oddities later on; null for nobody.</param>
    /// <exception cref="RunException">The folder is in use, or cannot be created.</exception>
    public static RunDirectory Create(string path, RunConfig config, Action<string>? warn = null)
    {
        CheckCreatable(path);
        var full = Full(path);
        FileStream? lockFile = null;
        try
        {
            Directory.CreateDirectory(full);
            lockFile = Lock(full);
            CheckCreatable(full);
            AtomicFile.DeleteLeftovers(full);
            AtomicFile.WriteText(new RunFiles(full).Config, config.ToJson());
            return new RunDirectory(full, config, lockFile, warn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lockFile?.Dispose();
            throw new RunException($"The run folder '{full}' cannot be created: {e.Message}", e);
        }
        catch
        {
            lockFile?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the folder of a run to go on with it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="warn">Told about damaged checkpoints and the like; null for nobody.</param>
    /// <exception cref="RunException">It holds no run, its configuration is damaged, or another process has it open.</exception>
    public static RunDirectory Open(string path, Action<string>? warn = null)
    {
        var full = Full(path);
        if (!IsRun(full))
            throw new RunException(Directory.Exists(full)
                ? $"The folder '{full}' holds no run: it has no {Path.GetFileName(new RunFiles(full).Config)}."
                : $"The run folder '{full}' does not exist: check the path.");
        var lockFile = Lock(full);
        try
        {
            AtomicFile.DeleteLeftovers(full);
            var file = new RunFiles(full).Config;
            return new RunDirectory(full, RunConfig.FromJson(File.ReadAllText(file), file), lockFile, warn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lockFile.Dispose();
            throw new RunException($"The run folder '{full}' cannot be opened: {e.Message}", e);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Drops what the tables say of epochs after the given one, which a resumed run will do again.</summary>
    /// <exception cref="RunException">A table is damaged.</exception>
    public void TruncateAfter(int epoch)
    {
        Metrics.TruncateAfter(epoch);
        Gradients.TruncateAfter(epoch);
    }

    /// <summary>Writes the learning rate that a range test has picked into the configuration: a resumed run takes it
    /// from there and does not test again.</summary>
    /// <param name="rate">The peak learning rate, above 0.</param>
    /// <exception cref="IOException">The configuration cannot be written.</exception>
    public void PickLearningRate(double rate)
    {
        var config = Config with { PickedLearningRate = rate };
        AtomicFile.WriteText(Files.Config, config.ToJson());
        Config = config;
    }

    /// <summary>Records settings that a resumed run was given anew.</summary>
    /// <param name="change">Changes the settings of <see cref="Config"/>.</param>
    internal void ChangeSettings(Action<IDictionary<string, string>> change)
    {
        var config = Config with { Settings = new(Config.Settings, StringComparer.Ordinal) };
        change(config.Settings);
        AtomicFile.WriteText(Files.Config, config.ToJson());
        Config = config;
    }

    /// <summary>Gives the folder free for other processes.</summary>
    public void Dispose() => _lock.Dispose();

    private static string Full(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    // The lock is the open handle, not the file's existence: the system gives it up when the process is killed, so that a crash blocks nobody.
    private static FileStream Lock(string full)
    {
        try
        {
            return new FileStream(Path.Combine(full, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RunException($"The run folder '{full}' may not be written to: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new RunException($"The run folder '{full}' is in use by another process ({e.Message}): wait for it to end.", e);
        }
    }
}

/// <summary>Where the files of a run lie. The only place that knows their names: <see cref="RunDirectory"/> writes
/// them, readers of a finished run find them here without its lock.</summary>
/// <param name="Root">Folder of the run.</param>
public sealed record RunFiles(string Root)
{
    /// <summary>File of the configuration.</summary>
    public string Config => Path.Combine(Root, "config.json");

    /// <summary>File of the metrics.</summary>
    public string Metrics => Path.Combine(Root, "metrics.csv");

    /// <summary>File of the gradient norms: <c>epoch,group,meanNorm,maxNorm</c>.</summary>
    public string Gradients => Path.Combine(Root, "gradients.csv");

    /// <summary>File of the learning-rate range test: <c>rate,loss,smoothedLoss</c>.</summary>
    public string RangeTest => Path.Combine(Root, "learning-rates.csv");

    /// <summary>Folder of the checkpoints.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Folder of the classifier package.</summary>
    public string Classifier => Path.Combine(Root, "classifier");

    /// <summary>File of what the run came to; there once it is finished.</summary>
    public string Result => Path.Combine(Root, "result.json");

    /// <summary>File of what the final weights say of every validation image.</summary>
    public string Predictions => Path.Combine(Root, "predictions.csv");

    /// <summary>Folder of some training images as training saw them.</summary>
    public string Samples => Path.Combine(Root, "samples");

    /// <summary>File of the report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Folder of files that can be made again, e.g. cached features.</summary>
    public string Cache => Path.Combine(Root, "cache");
}
