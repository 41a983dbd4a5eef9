namespace TransferLab.Studies.Comparison;

/// <summary>Compares freeze strategies on a folder of pictures: every strategy with every seed, all on the same splits,
/// augmentation and number of steps. Each run is an ordinary run, with the numbers that <c>train</c> gives for it; what is
/// frozen is computed once for all. A comparison that is stopped or killed goes on without redoing what is done.</summary>
public static class FreezeComparison
{
    /// <summary>Whether a folder holds a comparison, finished or not.</summary>
    public static bool IsComparison(string path) => ComparisonDirectory.IsComparison(path);

    /// <summary>Starts a comparison, or goes on with the same one in its folder, and sees it through.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <returns>What was found; null where only a share of the runs was asked for and others are not done.</returns>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DatasetException">The folder cannot be trained on.</exception>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="FreezeException">A strategy does not fit the backbone.</exception>
    /// <exception cref="TrainingException">Training diverged, or no gradient can reach what should train.</exception>
    /// <exception cref="RunException">The folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Stopped; resume it later.</exception>
    public static ComparisonSummary? Run(ComparisonOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ComparisonDirectory.CheckUsable(options.Common.Output);
        var catalog = BackboneCatalog.Load();
        return Execute(options with { Common = options.Common with { Backbone = catalog.Resolve(options.Common.Backbone) } }, catalog,
            events ?? (static _ => { }), cancellation);
    }

    /// <summary>Goes on with a comparison that was stopped or killed.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="shard">The share of the runs to do.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The folder holds no comparison, or backbone or images have changed since it began.</exception>
    public static ComparisonSummary? Resume(string directory, Shard shard, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        var folder = ComparisonDirectory.Open(directory);
        var config = folder.Config;
        var options = new ComparisonOptions
        {
            Common = RunConfigMapping.ToOptions(config.Common, folder.Root),
            Strategies = [.. config.Strategies.Select(FreezePolicy.Parse)],
            Seeds = config.Seeds,
            Budget = config.Budget,
            Confidence = config.Confidence,
            Shard = shard,
        };
        options.Validate();
        return Execute(options, null, events ?? (static _ => { }), cancellation);
    }

    /// <summary>Joins the runs that several processes or machines did of one comparison.</summary>
    /// <param name="directories">Folders of the comparison, each with some of the runs; and those of baselines (<see cref="ComparedBaseline"/>) that get a row
    /// beside.</param>
    /// <param name="output">Where the summary goes: one of those folders, or a new one.</param>
    /// <exception cref="RunException">A folder is none of this comparison, it has a budget, a run is missing, or a baseline was measured on other
    /// splits.</exception>
    public static ComparisonSummary Merge(IReadOnlyList<string> directories, string output)
    {
        ArgumentNullException.ThrowIfNull(directories);
        if (directories.Count == 0)
            throw new SettingException("There is no folder to merge: list those of the comparison.");
        var (beside, own) = (directories.Where(ComparedBaseline.IsBaseline).ToArray(), directories.Where(d => !ComparedBaseline.IsBaseline(d)).ToArray());
        if (own.Length == 0)
            throw new SettingException("There are only baselines to merge: list the folder of the comparison they belong to as well.");
        var folders = own.Select(ComparisonDirectory.Open).ToArray();
        foreach (var folder in folders)
            if (ComparisonDirectory.Different(folders[0].Config, folder.Config) is { } what)
                throw new RunException($"'{folder.Root}' and '{folders[0].Root}' are not shares of one comparison: they differ in the {what}.");
        var root = Path.GetFullPath(output);
        if (!folders.Any(f => f.Root == root))
            RunDirectory.CheckCreatable(root);
        if (folders[0].Config.Budget is not null)
            throw new RunException($"'{folders[0].Root}' is a comparison within a budget, which has no shares to join: resume it instead.");
        var cells = Cells(folders[0].Config);
        var runs = cells.ConvertAll(cell => folders.Select(f => (Folder: f, Run: f.Find(cell))).FirstOrDefault(f => f.Run is not null) is { Run: { } run } found
            ? run with { Directory = Path.GetRelativePath(root, Path.Combine(found.Folder.Root, run.Directory)).Replace('\\', '/') }
            : throw new RunException(
                $"The run '{cell.Name}' is done in none of the folders: resume the comparison in '{folders[0].Root}', or name the folder it is in."));
        var baselines = beside.Select(b => Baselines.Open(b, folders[0].Config, root)).ToArray();
        if (baselines.GroupBy(b => b.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twins)
            throw new RunException($"Two of the baselines are called '{twins.Key}'. Leave one out.");
        Directory.CreateDirectory(root);
        var all = folders.Select(f => f.Root).Concat(beside.Select(Path.GetFullPath));
        var command = ComparisonCommand.OfMerge(all, output);
        var config = folders[0].Config with { Strategies = [.. folders[0].Config.Strategies, .. baselines.Select(b => b.Name)] };
        var notes = ComparisonNotes.Of(folders[0].Config, runs, null, null).Concat(baselines.Select(ComparisonNotes.OfBaseline));
        return Write(root, SummaryBuilder.Build(config, [.. runs, .. baselines.SelectMany(b => b.Runs)], command, 0, [.. notes]));
    }

    // A comparison that is resumed has all it needs in its folder and asks no catalogue.
    private static ComparisonSummary? Execute(ComparisonOptions options, BackboneCatalog? catalog, Action<TrainingEvent> events, CancellationToken cancellation)
    {
        options = options with { Common = options.Common.WithResolvedDevice(events) };
        var clock = Stopwatch.StartNew();
        var common = options.Common;
        var backbone = BackboneLoader.Load(common.Backbone, common.BackboneOptions);
        foreach (var policy in options.Strategies)
            GradientCheck.EnsurePossible(backbone, PhasePlanner.Plan(common with { Freeze = policy }, backbone));
        using var material = SharedInputs.Load(common, backbone, cancellation);
        var loading = clock.Elapsed.TotalSeconds;
        var config = Config(options, material);
        var directory = ComparisonDirectory.CreateOrOpen(common.Output, config);
        if (catalog is not null)
            events(new RunMessage(BackboneWords.Of(backbone.Spec, catalog)));
        common = common with { FeatureCacheDirectory = common.FeatureCacheDirectory ?? directory.CachePath };
        var all = Cells(config);
        var cells = all.Where((_, i) => options.Shard.Has(i, options.Strategies.Count)).ToList();
        var features = new SharedFeatures(common, material, events);
        var runner = new CellRunner(directory, common, material, features, Quiet(events));
        var session = new ComparisonSession(runner, cells, TaskNames.ScoreOf(material.Dataset.Task), events) { IsOpenEnded = options.Budget is not null };
        BudgetUse? use = null;
        if (options.Budget is { } budget)
        {
            var work = new BudgetedWork(directory, all, session, features, WorkEstimator.Of(common, options.Strategies, material), loading, events,
                cancellation);
            var rounds = new SeedRounds(config.Strategies, config.Reference, config.Seeds, budget, work);
            rounds.Run();
            use = new(work.Ledger, work.Spent, rounds.Ceiling);
        }
        else
        {
            features.Extract(cells.FindAll(c => directory.Find(c) is null), cancellation);
            session.RunAll(cancellation);
        }
        ComparedRun[] runs = [.. all.Select(directory.Find).OfType<ComparedRun>()];
        if (runs.Length < all.Count && use is null)
            return null;
        if (common.FeatureCacheDirectory == directory.CachePath && Directory.Exists(directory.CachePath))
            Directory.Delete(directory.CachePath, recursive: true);
        var summary = Write(directory.Root,
            SummaryBuilder.Build(config, runs, ComparisonCommand.Of(directory.Config, common.Output), use?.Ledger.SharedSeconds ?? features.Seconds,
                ComparisonNotes.Of(config, runs, features, use), use?.Ledger));
        events(new ComparisonFinished(summary, directory.Root));
        return summary;
    }

    private static ComparisonConfig Config(ComparisonOptions options, SharedInputs material) => new()
    {
        Common = RunConfigMapping.ToConfig(options.Common, material.Dataset, material.Dataset.Split(options.Common.Validation, options.Common.Seed),
            material.Backbone),
        Strategies = [.. options.Strategies.Select(s => s.ToString())],
        Seeds = options.Seeds,
        Budget = options.Budget,
        Confidence = options.Confidence,
    };

    // Seed by seed, so that what is there of a comparison under way is fair to all strategies.
    private static List<ComparisonCell> Cells(ComparisonConfig config) =>
        [.. Enumerable.Range(0, config.Seeds)
            .SelectMany(i => config.Strategies.Select(s => new ComparisonCell(FreezePolicy.Parse(s), config.Common.Seed + (ulong)i)))];

    // What every run says of the folder has been said once.
    private static Action<TrainingEvent> Quiet(Action<TrainingEvent> events) => e =>
    {
        if (e is not DatasetLoaded)
            events(e);
    };

    private static ComparisonSummary Write(string root, ComparisonSummary summary)
    {
        AtomicFile.WriteText(Path.Combine(root, ComparisonSummary.FileName),
            JsonSerializer.Serialize(summary, ComparisonJson.Readable.ComparisonSummary) + "\n");
        return summary;
    }
}
