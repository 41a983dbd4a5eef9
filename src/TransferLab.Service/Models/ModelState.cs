namespace TransferLab.Service.Models;

/// <summary>What was decided about a model and outlives the host: <c>serving.json</c> beside its versions.</summary>
internal sealed record ModelState
{
    public const string FileName = "serving.json";

    /// <summary>The version that serves whatever else is there; null for the newest one that works.</summary>
    public int? Pin { get; init; }
    /// <summary>The version that answers a share of the requests.</summary>
    public Candidate? Canary { get; init; }
    /// <summary>The version that also scores a share of the requests, whose answers nobody gets.</summary>
    public Candidate? Shadow { get; init; }
    /// <summary>Switched off by an unload; a load brings it back.</summary>
    public bool Unloaded { get; init; }
    /// <summary>Versions that have served, the last one last; at most 20.</summary>
    public IReadOnlyList<int> History { get; init; } = [];

    /// <summary>The versions that were decided about.</summary>
    [JsonIgnore]
    public IEnumerable<int> Named => new[] { Pin, Canary?.Version, Shadow?.Version }.OfType<int>();

    public static ModelState Read(string folder, Action<string> warn)
    {
        var path = Path.Combine(folder, FileName);
        return !File.Exists(path) ? new() : FileWork.ReadJson(path, ServiceJson.Default.ModelState, e =>
        {
            warn($"{path} cannot be read and counts as empty: {e.Message}");
            return new();
        });
    }

    public void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, ServiceJson.Default.ModelState) + "\n");

    /// <summary>The state once a version has come into service.</summary>
    public ModelState Served(int version) =>
        History.Count > 0 && History[^1] == version ? this : this with { History = [.. History.TakeLast(19), version] };

    /// <summary>With another pin; what is pinned is on trial no more.</summary>
    public ModelState Pinned(int? version) =>
        this with { Pin = version, Canary = Canary?.Version == version ? null : Canary, Shadow = Shadow?.Version == version ? null : Shadow };
}

/// <summary>A version on trial.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Percent">Share of the requests, above 0, at most 100.</param>
internal sealed record Candidate(int Version, double Percent);
