namespace TransferLab.Studies.Comparison;

/// <summary>Puts the summary of a comparison together from its runs.</summary>
internal static class SummaryBuilder
{
    /// <param name="config">What the comparison was started with.</param>
    /// <param name="runs">All its runs that took place, strategy by strategy and seed by seed.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="sharedSeconds">Seconds spent on shared features.</param>
    /// <param name="notes">What a reader should know.</param>
    /// <param name="ledger">What a budget left out; null without one.</param>
    public static ComparisonSummary Build(ComparisonConfig config, IReadOnlyList<ComparedRun> runs, string command, double sharedSeconds,
        IReadOnlyList<string> notes, BudgetLedger? ledger = null)
    {
        var dataset = config.Common.Dataset;
        var reference = config.Reference;
        var byStrategy = config.Strategies.ToDictionary(s => s, s => runs.Where(r => r.Strategy == s).OrderBy(r => r.Seed).ToArray());
        var strategies = config.Strategies.Where(s => byStrategy[s].Length > 0).Select(s => Strategy(s)).ToArray();
        string[] notRun = [.. config.Strategies.Where(s => byStrategy[s].Length == 0)];
        return new ComparisonSummary
        {
            Images = dataset.Root,
            Backbone = BackboneSpec.FromJson(config.Common.Backbone.Settings["spec"]).Name,
            Task = dataset.Task,
            Labels = dataset.Labels,
            TrainImages = dataset.TrainImages,
            ValidationImages = dataset.ValidationImages,
            Reference = reference,
            Confidence = config.Confidence,
            Runs = [.. byStrategy.Values.SelectMany(r => r)],
            Strategies = strategies,
            NotRun = notRun,
            Verdict = Verdicts.Of(strategies, reference, (a, b) => Difference(byStrategy[a.Strategy], byStrategy[b.Strategy]))
                + Verdicts.Gaps(strategies, notRun),
            Notes = notes,
            SharedSeconds = sharedSeconds,
            Command = command,
        };

        ComparedStrategy Strategy(string name)
        {
            var own = byStrategy[name];
            var seconds = own.Average(r => r.Seconds);
            var strategy = new ComparedStrategy
            {
                Strategy = name,
                Seeds = own.Length,
                SeedsPlanned = config.Seeds,
                Score = Of(own, r => r.Score),
                MacroF1 = Of(own, r => r.MacroF1),
                Loss = Of(own, r => r.Loss),
                TestScore = own.All(r => r.TestScore is not null) ? Of(own, r => r.TestScore!.Value) : null,
                Difference = name == reference ? null : Difference(own, byStrategy[reference]),
                TrainableParameters = own[0].TrainableParameters,
                Steps = own.Average(r => r.Steps),
                Seconds = seconds,
                TimeRatio = seconds / Math.Max(byStrategy[reference].Average(r => r.Seconds), 1e-9),
                ImagesPerSecond = own.Average(r => r.ImagesPerSecond),
                PeakMemoryBytes = own.Max(r => r.PeakMemoryBytes),
                IsStopped = ledger?.EndOf(name)?.End == BudgetEnd.Beaten,
                Verdict = "",
            };
            return strategy with { Verdict = Verdicts.Of(strategy, reference) + (ledger?.EndOf(name) is { } end ? "; " + end.Text(config.Seeds) : "") };
        }

        Estimate Of(ComparedRun[] own, Func<ComparedRun, double> value) => Estimate.Of([.. own.Select(value)], config.Confidence);

        // Student's interval over seeds, but never narrower than what the number of images allows: three seeds may agree by chance, on 40 images each.
        Estimate Difference(ComparedRun[] a, ComparedRun[] b)
        {
            var pairs = a.Join(b, r => r.Seed, r => r.Seed, (x, y) => x.Score - y.Score).ToArray();
            var estimate = Estimate.Of(pairs, config.Confidence);
            var images = (long)Math.Max(1, dataset.ValidationImages) * pairs.Length;
            return estimate with
            {
                HalfWidth = Math.Max(estimate.HalfWidth ?? 0,
                Estimate.OfPairedDifference(estimate.Mean, images, config.Confidence, pairs.Length > 1))
            };
        }
    }
}
