namespace TransferLab.Service.Runs;

/// <summary>Reads requests for runs.</summary>
internal static class RunRequestReader
{
    private const int MostSeeds = 20;

    private static readonly string[] s_own = ["images", "backbone", "publish", "gate"];

    private static IEnumerable<string> Names => s_own.Concat(RunRequest.Known.Select(s => s.JsonName));

    /// <exception cref="ServiceException">It is no JSON, or holds an option that does not exist or has a value of another kind.</exception>
    public static RunRequest Read(ReadOnlySpan<byte> json) => Read(Parse(json), []);

    /// <summary>Reads the options of an archive, which stand in the query.</summary>
    /// <exception cref="ServiceException">As above.</exception>
    public static RunRequest Read(IQueryCollection query) =>
        // Numbers and words look alike in a query; what is a number in JSON is made one.
        Read(new JsonObject(query.Select(q => KeyValuePair.Create<string, JsonNode?>(q.Key, Value(q.Value.ToString())))), []);

    /// <summary>Reads a request for a comparison, the options of a run and <c>strategies</c> and <c>seeds</c>: a run
    /// for each strategy with each seed, so that a comparison cut short has every strategy.</summary>
    /// <exception cref="ServiceException">As above.</exception>
    public static IReadOnlyList<RunRequest> ReadComparison(ReadOnlySpan<byte> json)
    {
        var o = Parse(json);
        var strategies = o["strategies"] is JsonArray { Count: >= 2 } list && list.All(s => s is JsonValue v && v.GetValueKind() == JsonValueKind.String)
            ? list.Select(s => s!.GetValue<string>()).ToArray()
            : throw ServiceException.BadRequest("strategies must be a list of two or more, as in [\"linear-probe\",\"partial:1\"].");
        if (strategies.Distinct(StringComparer.OrdinalIgnoreCase).Count() < strategies.Length)
            throw ServiceException.BadRequest("strategies names one of them twice.");
        var seeds = o["seeds"] is null ? 3 : o["seeds"] is JsonValue n && n.TryGetValue<int>(out var number) && number is >= 1 and <= MostSeeds ? number
            : throw ServiceException.BadRequest($"seeds must be a whole number, 1 to {MostSeeds}.");
        o.Remove("strategies");
        o.Remove("seeds");
        var common = Read(o, ["strategies", "seeds"]);
        if (common.Freeze is not null)
            throw ServiceException.BadRequest("A comparison has strategies: leave out freeze.");
        if (common.Publish is not null)
            throw ServiceException.BadRequest("A comparison publishes nothing: leave out publish, and train the strategy that you choose.");
        var first = common.Seed ?? 1;
        return [.. Enumerable.Range(0, seeds).SelectMany(seed => strategies.Select(s => common.With(s, first + (ulong)seed)))];
    }

    // Strictly: an option that is ignored is a misunderstanding, better cleared up before hours of training than after.
    private static RunRequest Read(JsonObject o, string[] further)
    {
        var given = new JsonObject();
        foreach (var (key, value) in o)
        {
            var name = Names.FirstOrDefault(n => string.Equals(n, key, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(key, further);
            var setting = RunRequest.Known.FirstOrDefault(s => s.JsonName == name);
            if (value is null)
                continue;
            if (setting is not null && RunRequest.Text(setting, value.Deserialize(ServiceJson.Default.JsonElement)) is null)
                throw OfAnotherKind(name);
            if (!given.TryAdd(name, value.DeepClone()))
                throw ServiceException.BadRequest($"{name} is given twice.");
        }
        try
        {
            return given.Deserialize(ServiceJson.Default.RunRequest)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw OfAnotherKind(e is JsonException { Path: { Length: > 2 and < 100 } path } ? path[2..] : null, e);
        }
    }

    private static ServiceException Unknown(string key, string[] further) => ServiceException.BadRequest(
        $"There is no option '{(key.Length > 60 ? key[..60] + "…" : key)}'. "
        + $"There are {string.Join(", ", Names.Concat(further).Order(StringComparer.Ordinal))}.");

    private static ServiceException OfAnotherKind(string? name, Exception? cause = null) =>
        ServiceException.BadRequest($"The options cannot be read{(name is null ? "" : $": '{name}' holds a value of another kind")}.", cause);

    private static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var o = JsonSerializer.Deserialize(ref reader, ServiceJson.Default.JsonObject) ?? throw new JsonException("it is 'null'");
            // A name that stands there twice shows itself only when it is looked for.
            _ = o.Count;
            return o;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw ServiceException.BadRequest("The options cannot be read: they must be one JSON object, with each option once.", e);
        }
    }

    private static JsonValue Value(string text) => text is "true" or "false" ? JsonValue.Create(text == "true")
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number)
        : JsonValue.Create(text);
}
