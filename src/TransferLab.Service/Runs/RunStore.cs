namespace TransferLab.Service.Runs;

/// <summary>The runs of the host: a folder each, with the record, the unpacked pictures, the log and the run itself. What is on disk is the truth.</summary>
internal sealed class RunStore
{
    private readonly ConcurrentDictionary<string, RunRecord> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly RetrainingOptions _options;

    public RunStore(ClassifierHostOptions options)
    {
        _options = options.Retraining;
        if (_options.Folder is null)
            return;
        Root = Path.GetFullPath(_options.Folder);
        Directory.CreateDirectory(Root);
        foreach (var folder in Directory.EnumerateDirectories(Root))
            if (RunRecord.Read(folder) is { } record && record.Id == Path.GetFileName(folder))
                _runs[record.Id] = record;
    }

    public string Root { get; } = "";

    public bool IsOn => Root.Length > 0;

    public IEnumerable<RunRecord> All => _runs.Values.OrderByDescending(r => r.Created);

    /// <summary>The runs that are not over, the oldest first: what was running before what was queued.</summary>
    public IEnumerable<RunRecord> Open => _runs.Values.Where(r => !r.IsOver).OrderBy(r => r.State == RunState.Running ? 0 : 1).ThenBy(r => r.Created);

    /// <exception cref="ServiceException">There is no such run.</exception>
    public RunRecord Get(string id) =>
        _runs.TryGetValue(id, out var record) ? record : throw ServiceException.NotFound("There is no such run. GET /v1/runs lists them.");

    public RunFeed Feed(string id) => _feeds.GetOrAdd(id, _ => new RunFeed());

    public string FolderOf(string id) => Path.Combine(Root, id);

    /// <summary>Folder of the training run itself.</summary>
    public string RunOf(string id) => Path.Combine(Root, id, "run");

    public string LogOf(string id) => Path.Combine(Root, id, "log.txt");

    public static string NewId() => DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + Guid.NewGuid().ToString("N")[..8];

    /// <summary>What a run is trained with. A request is read once, when it is put in the line; only a host that goes on after another reads it anew.</summary>
    /// <exception cref="ServiceException">The request makes no sense, or asks for what the host does not allow.</exception>
    public FineTuneOptions OptionsOf(RunRecord record) => record.Options ?? RunOptionsReader.Read(record.Request, record.Images, RunOf(record.Id), _options);

    /// <summary>Puts runs in the line, all of them or none.</summary>
    /// <exception cref="ServiceException">A request makes no sense, or the line is full.</exception>
    public void Add(params IReadOnlyList<RunRecord> records)
    {
        RunRecord[] readable = [.. records.Select(r => r with { Options = OptionsOf(r) })];
        lock (_adding)
        {
            if (_runs.Values.Count(r => r.State == RunState.Queued) + readable.Length > _options.Queued)
                throw ServiceException.TooMany(readable.Length == 1
                    ? $"{_options.Queued} runs wait already, which is as many as may."
                    : $"At most {_options.Queued} runs may wait, and these are {readable.Length} more.", retryAfter: 60);
            foreach (var record in readable)
            {
                Directory.CreateDirectory(FolderOf(record.Id));
                record.Write(FolderOf(record.Id));
                _runs[record.Id] = record;
            }
        }
    }

    public RunRecord Change(string id, Func<RunRecord, RunRecord> change)
    {
        lock (_adding)
        {
            var record = change(Get(id));
            record.Write(FolderOf(id));
            return _runs[id] = record;
        }
    }

    public RunInfo Describe(RunRecord record, bool whole)
    {
        var info = new RunInfo
        {
            Id = record.Id,
            State = record.State,
            Created = record.Created,
            Started = record.Started,
            Ended = record.Ended,
            Request = record.Request,
            Error = record.Error,
            Gate = record.Gate,
            Published = record.Published,
        };
        try
        {
            if (record.State == RunState.Succeeded)
            {
                var summary = RunSummaryReader.Read(RunOf(record.Id));
                return info with
                {
                    Validation = summary.Result.Validation,
                    ScoreName = summary.ScoreName,
                    Seconds = summary.Result.Seconds,
                    Epochs = whole ? summary.Metrics : null,
                    Labels = whole ? summary.Labels : null,
                    Confusion = whole ? summary.SingleLabel?.Confusion : null,
                };
            }
            return whole ? info with { Epochs = new MetricsLog(new RunFiles(RunOf(record.Id)).Metrics).Read() } : info;
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            // Someone has tidied up: the record still says what became of the run.
            return info;
        }
    }
}
