namespace TransferLab.Service.Models;

/// <summary>A model by name: its versions, who of them answers, and what was decided about it.</summary>
internal sealed class ServedModel(string name, string? stateFolder, int driftWindow)
{
    private Routing _routing = new(Serving: null);
    private long _requests;

    public string Name => name;

    /// <summary>Where decisions are kept; null for a package named by itself, whose decisions last as long as the host.</summary>
    public string? StateFolder => stateFolder;

    public ModelState State { get; set; } = new();
    /// <summary>What lies on disk, as of the last look.</summary>
    public IReadOnlyList<ModelSource> Sources { get; set; } = [];
    public ConcurrentDictionary<int, LoadFailure> Failures { get; } = new();

    public Routing Routing => Volatile.Read(ref _routing);

    public LabelDrift Drift { get; } = new(driftWindow);

    public ShadowTally Comparison { get; } = new();

    public ModelSource? Source(int version) => Sources.FirstOrDefault(s => s.Version == version);

    public void Route(Routing routing) => Volatile.Write(ref _routing, routing);

    /// <summary>The version that answers the next request. Shares are spread evenly over requests, not drawn: of a
    /// hundred in a row exactly as many go to the canary as it has percent.</summary>
    /// <exception cref="ServiceException">No version works.</exception>
    public ModelLease Hold()
    {
        var number = Interlocked.Increment(ref _requests);
        while (true)
        {
            var routing = Routing;
            var model = routing.Canary is { } canary && IsIn(number, routing.CanaryPercent) ? canary : routing.Serving ?? routing.Canary;
            if (model is null)
                throw ServiceException.Unavailable(
                    $"The model '{name}' has no version that works{(Failures.IsEmpty ? "" : "; GET /v1/models/" + name + " says why")}.", 5);
            // A version that is retired between the look and the hold has been replaced already: look again.
            if (!model.TryHold())
                continue;
            var shadow = routing.Shadow is { } other && IsIn(number, routing.ShadowPercent) && other.TryHold() ? other : null;
            return new ModelLease(model, shadow);
        }
    }

    /// <summary>A certain version, which must be in service, as canary or as shadow.</summary>
    /// <exception cref="ServiceException">It is not.</exception>
    public ModelLease Hold(int version)
    {
        while (true)
        {
            var model = Routing.Versions.FirstOrDefault(v => v.Version == version)
                ?? throw ServiceException.NotFound($"The model '{name}' has no version {version} in service.");
            if (model.TryHold())
                return new ModelLease(model, null);
        }
    }

    private static bool IsIn(long number, double percent) => Math.Floor(number * percent / 100) > Math.Floor((number - 1) * percent / 100);
}

/// <summary>Who answers the requests of a model. Immutable: it is replaced as a whole, in one step.</summary>
/// <param name="Serving">The version in service; null while none works.</param>
/// <param name="Canary">The version that answers a share.</param>
/// <param name="CanaryPercent">That share.</param>
/// <param name="Shadow">The version that is only compared.</param>
/// <param name="ShadowPercent">Share of the requests it sees.</param>
internal sealed record Routing(
    ModelVersion? Serving, ModelVersion? Canary = null, double CanaryPercent = 0, ModelVersion? Shadow = null, double ShadowPercent = 0)
{
    public IEnumerable<ModelVersion> Versions => new[] { Serving, Canary, Shadow }.OfType<ModelVersion>().Distinct();
}

/// <summary>A version held by a request, from choice to answer.</summary>
/// <param name="Model">The version.</param>
/// <param name="Shadow">The version that is to be compared on this request; null on most.</param>
internal readonly record struct ModelLease(ModelVersion Model, ModelVersion? Shadow) : IDisposable
{
    public void Dispose()
    {
        Model.Release();
        Shadow?.Release();
    }
}

/// <summary>A version that could not be brought into service. It is tried again when its files change.</summary>
/// <param name="Fingerprint">The files it was tried with.</param>
/// <param name="Message">What was wrong.</param>
internal sealed record LoadFailure(string Fingerprint, string Message);
