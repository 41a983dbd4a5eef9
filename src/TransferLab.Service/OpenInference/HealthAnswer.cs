namespace TransferLab.Service.OpenInference;

/// <summary>Health as the protocol says it; one property is set.</summary>
internal sealed record HealthAnswer(bool? Live = null, bool? Ready = null, string? Name = null);
