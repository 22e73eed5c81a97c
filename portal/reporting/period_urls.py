from django.urls import path

from .views import periods, rules

urlpatterns = [
    path("periods/", periods.list_periods, name="period_list"),
    path("periods/new/", periods.plan_period, name="period_plan"),
    path("periods/<str:code>/", periods.show_period, name="period_detail"),
    path("periods/<str:code>/dates/", periods.save_dates, name="period_dates"),
    path("periods/<str:code>/open/", periods.open_now, name="period_open"),
    path("periods/<str:code>/extend/", periods.extend_unit, name="period_extend"),
    path("periods/<str:code>/lock/", periods.lock_now, name="period_lock"),
    path("periods/<str:code>/reopen/", periods.reopen_now, name="period_reopen"),
    path("rules/", rules.list_rules, name="rule_list"),
    path("rules/phrases/", rules.add_phrase, name="phrase_add"),
    path("rules/phrases/<int:pk>/remove/", rules.remove_phrase, name="phrase_remove"),
]
