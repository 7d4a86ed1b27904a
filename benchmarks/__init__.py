"""Limber beside other tools on this machine: understanding, whole turns, growth.

``python -m benchmarks`` measures; every contender and every bot runs in processes of its own,
so that time and memory are its own. docs/benchmarks.md has the figures.
"""
