using TransferLab.Reports;
using TransferLab.Training.Events;

namespace TransferLab.Service.Runs;

/// <summary>Does the runs, the oldest first. When the host stops, a run stops after a checkpoint and stays running on
/// record: the next host goes on with it, and after a kill as well.</summary>
internal sealed partial class RunWorker(RunStore store, ModelRegistry models, ClassifierHostOptions options, ILogger<RunWorker> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Tells that a run was added.</summary>
    public void Wake() => _news.Release();

    /// <summary>Ends a run: at once where it waits, at its next step where it runs.</summary>
    public void Cancel(string id)
    {
        var record = store.Change(id, r => r.State == RunState.Queued ? r with { State = RunState.Cancelled, Ended = DateTimeOffset.UtcNow } : r);
        if (record.State == RunState.Cancelled)
            Tell(record);
        else if (_underWay.TryGetValue(id, out var source))
            source.Cancel();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.IsOn)
            return;
        var work = new List<Task>();
        try
        {
            while (true)
            {
                work.RemoveAll(w => w.IsCompleted);
                // Not by the tasks: one that has just told of its end is not completed yet, and nobody would wake the line again.
                if (_underWay.Count < options.Retraining.Concurrent && store.Open.FirstOrDefault(r => !_underWay.ContainsKey(r.Id)) is { } next)
                {
                    var source = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    _underWay[next.Id] = source;
                    // Training keeps a thread busy for minutes.
                    work.Add(Task.Factory.StartNew(
                        () => Run(next, source, stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
                    continue;
                }
                await _news.WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(work).ConfigureAwait(false);
        }
    }

    private void Run(RunRecord record, CancellationTokenSource cancel, CancellationToken stopping)
    {
        var id = record.Id;
        try
        {
            Tell(store.Change(id, r => r with { State = RunState.Running, Started = r.Started ?? DateTimeOffset.UtcNow }));
            Train(record, cancel.Token);
            var gate = record.Request is { Publish: { } to, Gate: not false }
                ? Gatekeeper.Compare(store.RunOf(id), models.Models.FirstOrDefault(m => m.Name == to), cancel.Token)
                : null;
            int? published = null;
            if (record.Request.Publish is { } name && gate is not { Passed: false })
                published = models.Publish(name, new RunFiles(store.RunOf(id)).Classifier);
            Say(id, gate is { Passed: false }
                ? FormattableString.Invariant(
                    $"Not published: {gate.Score} {gate.Candidate:0.000}, and version {gate.ServingVersion} in service has {gate.Serving:0.000}.")
                : published is { } number ? $"Published as version {number} of '{record.Request.Publish}'." : "Finished.");
            End(id, r => r with { State = RunState.Succeeded, Gate = gate, Published = published });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Still running on record: the next host goes on.
        }
        catch (OperationCanceledException)
        {
            End(id, r => r with { State = RunState.Cancelled });
        }
#pragma warning disable CA1031 // One run's failure must not end the line; it is on record, and a defect is in the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var isKnown = e is Errors.ServiceException || InputException.IsAnswer(e);
            if (!isKnown)
                Defect(id, e);
            Say(id, isKnown ? e.Message : "The run failed by a defect of TransferLab; the host's log has the details.");
            End(id, r => r with { State = RunState.Failed, Error = isKnown ? e.Message : "A defect of TransferLab; the host's log has the details." });
        }
        finally
        {
            _underWay.TryRemove(id, out _);
            cancel.Dispose();
            Wake();
        }
    }

    private void Train(RunRecord record, CancellationToken cancellation)
    {
        var run = store.RunOf(record.Id);
        // Finished before the host went down, all but the record.
        if (File.Exists(new RunFiles(run).Result))
            return;
        if (RunDirectory.IsRun(run))
        {
            Say(record.Id, "Going on after the host was restarted.");
            FineTuner.Resume(run, ReportWriter.Listen(e => Happened(record.Id, e)), cancellation);
            return;
        }
        FineTuner.Train(store.OptionsOf(record) with { Device = options.Resolved }, ReportWriter.Listen(e => Happened(record.Id, e)), cancellation);
    }

    private void Happened(string id, TrainingEvent e)
    {
        switch (e)
        {
            case EpochCompleted epoch:
                store.Feed(id).Add(new RunEvent("epoch", JsonSerializer.Serialize(epoch.Metrics, ServiceJson.Default.EpochMetrics)));
                break;
            case FeaturesExtracted features when features.Done == features.Total || features.Done % 50 == 0:
                store.Feed(id).Add(new RunEvent("features", $"{{\"done\":{features.Done},\"total\":{features.Total}}}"));
                break;
            case DatasetLoaded data:
                Say(id, $"{data.TrainImages} training and {data.ValidationImages} validation images, {data.Labels.Count} labels, "
                    + $"{data.Skipped.Count} files left out.");
                foreach (var warning in data.Warnings)
                    Say(id, warning);
                break;
            case PhaseStarted phase:
                Say(id, $"{phase.Name}: {phase.TrainableParameters} of {phase.TotalParameters} parameters train, {phase.Epochs} epochs.");
                break;
            case RunMessage message:
                Say(id, message.Text);
                break;
        }
    }

    private void Say(string id, string text)
    {
        store.Feed(id).Add(new RunEvent("message", JsonSerializer.Serialize(text, ServiceJson.Default.String)));
        FileWork.Do(() => File.AppendAllText(store.LogOf(id), $"{DateTimeOffset.UtcNow:O} {text}\n"), e => NotLogged(id, e.Message));
    }

    private void End(string id, Func<RunRecord, RunRecord> how) => Tell(store.Change(id, r => how(r) with { Ended = DateTimeOffset.UtcNow, Options = null }));

    private void Tell(RunRecord record)
    {
        var feed = store.Feed(record.Id);
        feed.Add(new RunEvent("state", JsonSerializer.Serialize(store.Describe(record, whole: false), ServiceJson.Default.RunInfo)));
        if (record.IsOver)
            feed.End();
        Became(record.Id, record.State);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Id}: {State}.")]
    private partial void Became(string id, RunState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Id}: its log cannot be written: {Reason}")]
    private partial void NotLogged(string id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Id} failed: this is a defect of TransferLab.")]
    private partial void Defect(string id, Exception e);
}
