namespace TransferLab.Service.Models;

/// <summary>All models. <see cref="Reconcile"/> brings what serves in line with what lies on disk and what was decided: a new version is loaded, checked
/// and warmed up beside the old one, then takes its place in one step; one that does not work is reported and leaves the old one where it is.</summary>
internal sealed partial class ModelRegistry : IDisposable
{
    private readonly ConcurrentDictionary<string, ServedModel> _models = new(StringComparer.Ordinal);
    private readonly Lock _reconciling = new();
    private readonly ClassifierHostOptions _options;
    private readonly InferenceEngine _engine;
    private readonly HostMetrics _metrics;
    private readonly ILogger<ModelRegistry> _logger;
    private readonly Dictionary<string, string> _packages;
    private Dictionary<(string, int), string> _lastSeen = [];

    public ModelRegistry(ClassifierHostOptions options, InferenceEngine engine, HostMetrics metrics, ILogger<ModelRegistry> logger)
    {
        (_options, _engine, _metrics, _logger) = (options, engine, metrics, logger);
        _packages = new(options.Packages, StringComparer.Ordinal);
        if (options.Package is not null)
            _packages.Add(options.Name, options.Package);
        metrics.Observe(this);
    }

    public IEnumerable<ServedModel> Models => _models.Values.OrderBy(m => m.Name, StringComparer.Ordinal);

    /// <summary>Folder into which versions can be published; null where packages are named one by one.</summary>
    public string? Folder => _options.Models;

    /// <summary>Whether requests can be answered: there is a model that works.</summary>
    public bool IsReady => _models.Values.Any(m => m.Routing.Serving is not null);

    /// <summary>A model by name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public ServedModel Get(string name) => _models.TryGetValue(name, out var model) ? model
        : throw new ServiceException(404, $"There is no model '{name}'. GET /v1/models lists them.") { Code = "NotFoundIteration" };

    /// <summary>The model that answers where none is named.</summary>
    /// <exception cref="ServiceException">None is the default.</exception>
    public ServedModel Default => DefaultName is { } name ? Get(name)
        : throw ServiceException.NotFound("No model is the default: name one, as in /v1/models/NAME/classify, or set TransferLab:DefaultModel.");

    /// <summary>Name of that model; null where none is the default.</summary>
    public string? DefaultName => _options.DefaultModel
        ?? (_options.Package is not null ? _options.Name : _models.Keys is { Count: 1 } all ? all.Single() : null);

    /// <summary>Loads packages that were named by themselves, of which each must work, and looks into the model folder, where each should.</summary>
    /// <exception cref="PackageException">A package cannot be used.</exception>
    public void Start()
    {
        foreach (var (name, folder) in _packages)
        {
            var model = _models.GetOrAdd(name, NewModel);
            model.Sources = ModelFolder.Scan(null, [new(name, folder)]);
            model.Route(new Routing(Load(model.Sources[0])));
            model.State = model.State.Served(1);
        }
        Reconcile(settled: true);
        if (_options.DefaultModel is { } standard && !_models.ContainsKey(standard))
            throw HostConfigurationException.Value("DefaultModel", standard,
                $"there is no such model; there are {(_models.IsEmpty ? "none" : string.Join(", ", Models.Select(m => m.Name)))}");
    }

    /// <summary>Looks at the disk and acts on it.</summary>
    /// <param name="settled">Whether files count as complete as they are; otherwise those that changed since the last
    /// look are left for the next one, since they may still be copied.</param>
    public void Reconcile(bool settled = false)
    {
        lock (_reconciling)
        {
            var sources = ModelFolder.Scan(_options.Models, _packages);
            var seen = sources.ToDictionary(s => (s.Name, s.Version), s => s.Fingerprint);
            // What is still being copied counts as it was seen before, and not at all where it is new.
            var calm = sources
                .Select(s => s.Fingerprint.Length > 0 && (settled || _lastSeen.GetValueOrDefault((s.Name, s.Version)) == s.Fingerprint) ? s
                    : _models.TryGetValue(s.Name, out var known) ? known.Source(s.Version) : null)
                .OfType<ModelSource>().ToList();
            _lastSeen = seen;
            foreach (var name in calm.Select(s => s.Name).Distinct())
                _models.GetOrAdd(name, NewModel);
            foreach (var model in Models)
            {
                model.Sources = [.. calm.Where(s => s.Name == model.Name).OrderBy(s => s.Version)];
                Settle(model);
                if (model.Sources.Count == 0 && model.Routing is { Serving: null } && !_packages.ContainsKey(model.Name))
                    _models.TryRemove(model.Name, out _);
            }
        }
    }

    /// <summary>Decides something about a model and acts on it; when the decision cannot be carried out, nothing changes.</summary>
    /// <exception cref="ServiceException">The decision makes no sense, or a version it names cannot be loaded.</exception>
    public void Decide(ServedModel model, Func<ModelState, ModelState> decide)
    {
        lock (_reconciling)
        {
            var before = model.State;
            var after = decide(before);
            foreach (var version in after.Named)
            {
                if (model.Source(version) is null)
                    throw ServiceException.NotFound(
                        $"The model '{model.Name}' has no version {version}; there are {string.Join(", ", model.Sources.Select(s => s.Version))}.");
                model.Failures.TryRemove(version, out _);
            }
            model.State = after;
            Settle(model);
            var routing = model.Routing;
            foreach (var version in after.Named)
                if (!routing.Versions.Any(v => v.Version == version))
                {
                    var reason = model.Failures.TryGetValue(version, out var failure) ? failure.Message : "it was not loaded.";
                    model.State = before;
                    Settle(model);
                    throw ServiceException.Conflict($"Version {version} of '{model.Name}' cannot be brought into service: {reason}");
                }
            Save(model);
        }
    }

    /// <summary>Takes a model out of service, or brings it back with what is new. Like every decision it outlives the host.</summary>
    /// <exception cref="ServiceException">There is no such model, or no version of it works.</exception>
    public void Switch(string name, bool on)
    {
        lock (_reconciling)
        {
            if (on)
                Reconcile(settled: true);
            var model = Get(name);
            model.State = model.State with { Unloaded = !on };
            if (on)
                model.Failures.Clear();
            Settle(model);
            Save(model);
            if (on && model.Routing.Serving is null)
                throw ServiceException.BadRequest($"failed to load '{name}': "
                    + string.Join(' ', model.Failures.OrderBy(f => f.Key).Select(f => $"version {f.Key}: {f.Value.Message}")));
        }
    }

    /// <summary>Puts a package into the model folder as the next version, whole or not at all, and brings it into service.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="ServiceException">There is no model folder, or the package does not work.</exception>
    public int Publish(string name, string package)
    {
        if (Folder is null)
            throw ServiceException.Conflict("There is no model folder to publish into: set TransferLab:Models.");
        lock (_reconciling)
        {
            var folder = Path.Combine(Folder, name);
            Directory.CreateDirectory(folder);
            var version = 1 + Directory.EnumerateDirectories(folder).Select(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0).DefaultIfEmpty(0).Max();
            AtomicDirectory.Write(Path.Combine(folder, version.ToString(CultureInfo.InvariantCulture)), to => CopyAll(package, to));
            Reconcile(settled: true);
            return version;
        }
    }

    public void Dispose()
    {
        foreach (var model in _models.Values)
        {
            var routing = model.Routing;
            model.Route(new Routing(Serving: null));
            foreach (var version in routing.Versions)
                version.Release();
        }
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private ServedModel NewModel(string name)
    {
        var folder = _packages.ContainsKey(name) || _options.Models is null ? null : Path.Combine(_options.Models, name);
        var model = new ServedModel(name, folder, _options.Telemetry.DriftWindow);
        if (folder is not null)
            model.State = ModelState.Read(folder, Warn);
        return model;
    }

    // What should serve is worked out anew each time, so that it does not matter how things came to be as they are.
    private void Settle(ServedModel model)
    {
        var before = model.Routing;
        var (state, on) = (model.State, !model.State.Unloaded);
        var serving = on ? Choose(model, before) : null;
        var canary = on && state.Canary is { } c && c.Version != serving?.Version ? Bring(model, before, c.Version) : null;
        var shadow = !on || state.Shadow is not { } s || s.Version == serving?.Version ? null
            : s.Version == canary?.Version ? canary : Bring(model, before, s.Version);
        var after = new Routing(serving, canary, state.Canary?.Percent ?? 0, shadow, state.Shadow?.Percent ?? 0);
        if (after == before)
            return;
        model.Route(after);
        foreach (var gone in before.Versions.Except(after.Versions))
            gone.Release();
        if (serving is not null && serving != before.Serving)
        {
            model.State = state.Served(serving.Version);
            model.Drift.Reset(serving);
            Save(model);
            InService(model.Name, serving.Version);
        }
    }

    private ModelVersion? Choose(ServedModel model, Routing before)
    {
        if (model.State.Pin is { } pin)
            // A pinned version whose files are gone goes on from memory.
            return Bring(model, before, pin) ?? before.Serving;
        foreach (var source in model.Sources.OrderByDescending(s => s.Version))
        {
            // What is on trial comes into service by being pinned, not by being new.
            if (source.Version == model.State.Canary?.Version || source.Version == model.State.Shadow?.Version)
                continue;
            if (Bring(model, before, source.Version) is { } version)
                return version;
        }
        return model.StateFolder is not null && !Directory.Exists(model.StateFolder) ? null : before.Serving;
    }

    // The loaded version where its files are as they were; else it is loaded. Null where that fails, unless the same number serves from older files.
    private ModelVersion? Bring(ServedModel model, Routing before, int version)
    {
        var source = model.Source(version);
        var loaded = before.Versions.FirstOrDefault(v => v.Version == version);
        if (source is null || loaded?.Source == source || (model.Failures.TryGetValue(version, out var failure) && failure.Fingerprint == source.Fingerprint))
            return loaded;
        try
        {
            var fresh = Load(source);
            model.Failures.TryRemove(version, out _);
            return fresh;
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            model.Failures[version] = new LoadFailure(source.Fingerprint, e.Message);
            NotInService(model.Name, version, e.Message);
            return loaded;
        }
    }

    private ModelVersion Load(ModelSource source)
    {
        var (name, version) = (source.Name, source.Version);
        return ModelVersion.Load(source, _options, _engine.Workers, (size, time) => _metrics.Batch(name, version, size, time));
    }

    private void Save(ServedModel model)
    {
        if (model.StateFolder is { } folder && Directory.Exists(folder))
            FileWork.Do(() => model.State.Write(folder), e => Warn($"What was decided about '{model.Name}' is forgotten when the host stops: {e.Message}"));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name}: version {Version} is in service.")]
    private partial void InService(string name, int version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Name}: version {Version} cannot be brought into service: {Reason}")]
    private partial void NotInService(string name, int version, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    private partial void Warn(string text);
}
