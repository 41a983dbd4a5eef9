namespace TransferLab.Service.OpenInference;

/// <summary>A request for inference, as the protocol writes it.</summary>
internal sealed record InferenceRequest
{
    public string? Id { get; init; }
    public InferenceParameters? Parameters { get; init; }
    public IReadOnlyList<InferenceTensor>? Inputs { get; init; }
    public IReadOnlyList<InferenceOutputRequest>? Outputs { get; init; }
}

/// <summary>An input of a request.</summary>
internal sealed record InferenceTensor
{
    public string? Name { get; init; }
    public string? Datatype { get; init; }
    public IReadOnlyList<long>? Shape { get; init; }
    public InferenceParameters? Parameters { get; init; }
    public JsonElement Data { get; init; }
}

/// <summary>An output that is asked for.</summary>
internal sealed record InferenceOutputRequest
{
    public string? Name { get; init; }

    public InferenceParameters? Parameters { get; init; }
}

/// <summary>The parameters that are understood; others are left alone, as the protocol wants.</summary>
internal sealed record InferenceParameters
{
    /// <summary>Bytes of an input in the binary part of the request.</summary>
    [JsonPropertyName("binary_data_size")]
    public long? BinaryDataSize { get; init; }
    /// <summary>Whether an output comes in the binary part of the answer.</summary>
    [JsonPropertyName("binary_data")]
    public bool? BinaryData { get; init; }
    /// <summary>Whether all outputs do that do not say.</summary>
    [JsonPropertyName("binary_data_output")]
    public bool? BinaryDataOutput { get; init; }
    /// <summary>An output is to be the N most probable labels as <c>value:index:label</c>.</summary>
    public int? Classification { get; init; }
}
