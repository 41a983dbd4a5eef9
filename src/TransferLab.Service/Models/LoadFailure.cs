namespace TransferLab.Service.Models;

/// <summary>A version that could not be brought into service. It is tried again when its files change.</summary>
/// <param name="Fingerprint">The files it was tried with.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Time">When.</param>
internal sealed record LoadFailure(string Fingerprint, string Message, DateTimeOffset Time);
