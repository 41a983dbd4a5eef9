namespace TransferLab.Service.Models;

/// <summary>A version on trial.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Percent">Share of the requests, above 0, at most 100.</param>
internal sealed record Candidate(int Version, double Percent);
