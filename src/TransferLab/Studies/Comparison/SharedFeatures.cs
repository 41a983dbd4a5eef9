namespace TransferLab.Studies.Comparison;

/// <summary>The activations that runs of a comparison share: at every cut where some strategy's frozen part ends, for
/// every image and augmented view that some seed trains on or validates with. One pass through the network serves all
/// cuts. The runs find them in the cache under the keys they would use alone, so their numbers are the same.</summary>
/// <param name="common">What all runs have in common; its cache folder is named.</param>
/// <param name="material">Pictures and backbone.</param>
/// <param name="events">Told how far it is.</param>
internal sealed class SharedFeatures(FineTuneOptions common, SharedInputs material, Action<TrainingEvent> events)
{
    // With fewer computed, loading the model would count for more than running it.
    private const int EnoughToMeasure = 64;

    private readonly Dictionary<string, double> _secondsPerActivation = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, FeatureJob> _wanted = [];
    // A budget asks for the same few again and again, once for each strategy.
    private readonly Dictionary<ulong, DataSplit> _splits = [];

    /// <summary>Seconds spent so far.</summary>
    public double Seconds { get; private set; }

    /// <summary>Number of cuts.</summary>
    public int Cuts => _secondsPerActivation.Count;

    /// <summary>Activations per cut that were wanted, cached ones included.</summary>
    public int Activations => _wanted.Values.Sum(j => j.Count);

    /// <summary>Extracts what is missing.</summary>
    public void Extract(IReadOnlyList<ComparisonCell> cells, CancellationToken cancellation)
    {
        if (cells.Count == 0)
            return;
        DataSplit[] splits = [.. cells.Select(c => c.Seed).Distinct().Select(SplitOf)];
        var plans = Plans(common, [.. cells.Select(c => c.Policy).Distinct()], material.Backbone, splits[0]);
        if (plans.Count == 0)
            return;
        var whole = Stopwatch.StartNew();
        // What is frozen is the same whatever the seed.
        var classifier = ClassifierModel.Create(material.Backbone, material.Dataset.Classes.Count, common.Seed, common.Head);
        var prefixes = plans.ConvertAll(p => classifier.Prefix(p.Phase.Plan));
        var caches = new List<CutCache>();
        try
        {
            foreach (var (plan, prefix) in plans.Zip(prefixes))
                caches.Add(plan.Features.Open(common.FeatureCacheDirectory!, prefix.ToBytes(), material.Images.Geometry, common.Device));
            var wanted = Jobs(plans[0].Features, splits);
            foreach (var (sample, job) in wanted)
                Add(_wanted, sample, job);
            List<FeatureJob> jobs = [.. wanted.Values];
            var total = jobs.Sum(j => j.Count);
            var model = GraphCutter.Extract(classifier.Forward, [Preprocessing.InputName], [.. plans.Select(p => p.Phase.Plan.CutValue)]);
            var extractor = new FeatureExtractor(model.ToBytes(), material.Images, plans[0].Features.Augmentation, common.Device, caches);
            var clock = Stopwatch.StartNew();
            extractor.Extract(jobs, common.Threads, done => events(new FeaturesExtracted(done, total, clock.Elapsed)), cancellation);
            var seconds = clock.Elapsed.TotalSeconds;
            if (extractor.Computed < EnoughToMeasure && plans.TrueForAll(p => _secondsPerActivation.ContainsKey(p.Phase.Plan.CutValue)))
                return;
            var perActivation = extractor.Computed >= EnoughToMeasure ? seconds / extractor.Computed : Measure(model, plans, jobs, cancellation);
            var deepest = prefixes.Max(WorkEstimator.Of);
            foreach (var (plan, prefix) in plans.Zip(prefixes))
                _secondsPerActivation[plan.Phase.Plan.CutValue] = deepest > 0 ? perActivation * WorkEstimator.Of(prefix) / deepest : perActivation;
        }
        finally
        {
            foreach (var cache in caches)
                cache.Dispose();
            Seconds += whole.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Seconds that the features of a run are expected to cost which are not there yet; 0 before anything has been measured.</summary>
    public double SecondsMissing(ComparisonCell cell)
    {
        var split = SplitOf(cell.Seed);
        // One pass serves all cuts, so that the dearest one counts.
        return Measured(common with { Freeze = cell.Policy, Seed = cell.Seed }, split)
            .Select(c => c.Seconds * c.Features.Jobs(split).Sum(Missing)).DefaultIfEmpty(0).Max();

        int Missing((int Sample, FeatureJob Job) wanted)
        {
            var there = _wanted.GetValueOrDefault(wanted.Sample);
            return (wanted.Job.Plain && !there.Plain ? 1 : 0) + Math.Max(0, wanted.Job.Views - there.Views);
        }
    }

    /// <summary>Seconds that the features of a run would have cost it alone.</summary>
    public double SecondsAlone(FineTuneOptions options)
    {
        var split = SplitOf(options.Seed);
        return Measured(options, split).Sum(c => c.Seconds * c.Features.Jobs(split).Sum(j => j.Job.Count));
    }

    private DataSplit SplitOf(ulong seed)
    {
        if (!_splits.TryGetValue(seed, out var split))
            _splits.Add(seed, split = material.Dataset.Split(common.Validation, seed));
        return split;
    }

    // The cuts of a run that have been measured, with the seconds of an activation at each.
    private IEnumerable<(double Seconds, FeaturePlan Features)> Measured(FineTuneOptions options, DataSplit split)
    {
        foreach (var phase in PhasePlanner.Plan(options, material.Backbone).DistinctBy(p => p.Plan.CutValue))
            if (_secondsPerActivation.TryGetValue(phase.Plan.CutValue, out var seconds) && FeaturePlan.Of(phase, split) is { } plan)
                yield return (seconds, plan);
    }

    private static List<(TrainingPhase Phase, FeaturePlan Features)> Plans(FineTuneOptions common, IReadOnlyList<FreezePolicy> strategies, Backbone backbone,
        DataSplit split) =>
        [.. strategies.SelectMany(s => PhasePlanner.Plan(common with { Freeze = s }, backbone))
            .DistinctBy(p => p.Plan.CutValue)
            .OrderBy(p => backbone.PositionOf(p.Plan.CutValue))
            .Select(p => (p, FeaturePlan.Of(p, split)))
            .Where(p => p.Item2 is not null)
            .Select(p => (p.p, p.Item2!))];

    // Every image that some seed needs, in the looks that some seed needs it in.
    private static SortedDictionary<int, FeatureJob> Jobs(FeaturePlan features, IEnumerable<DataSplit> splits)
    {
        var wanted = new SortedDictionary<int, FeatureJob>();
        foreach (var split in splits)
            foreach (var (sample, job) in features.Jobs(split))
                Add(wanted, sample, job);
        return wanted;
    }

    private static void Add(SortedDictionary<int, FeatureJob> wanted, int sample, FeatureJob job) =>
        wanted[sample] = wanted.TryGetValue(sample, out var other)
            ? job with { Plain = job.Plain || other.Plain, Views = Math.Max(job.Views, other.Views) }
            : job;

    // What the features would have cost, where most of them were there: some are computed again, into a folder of their own. The first pass, over one image, is
    // what loading the model takes.
    private double Measure(OnnxModel model, List<(TrainingPhase Phase, FeaturePlan Features)> plans, List<FeatureJob> jobs, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("transferlab-");
        var caches = new List<CutCache>();
        try
        {
            foreach (var (phase, features) in plans)
                caches.Add(features.Open(folder.FullName, System.Text.Encoding.UTF8.GetBytes(phase.Plan.CutValue), material.Images.Geometry, common.Device));
            var extractor = new FeatureExtractor(model.ToBytes(), material.Images, plans[0].Features.Augmentation, common.Device, caches);
            var clock = Stopwatch.StartNew();
            extractor.Extract([jobs[0]], common.Threads, null, cancellation);
            var (loading, first) = (clock.Elapsed.TotalSeconds, extractor.Computed);
            clock.Restart();
            extractor.Extract([.. jobs.Skip(1).Take(16)], common.Threads, null, cancellation);
            return Math.Max(0, clock.Elapsed.TotalSeconds - loading) / Math.Max(1, extractor.Computed - first);
        }
        finally
        {
            foreach (var cache in caches)
                cache.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
